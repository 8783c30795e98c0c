// `camlucida …` in Node itself, where no Deno is installed: the same program on the CPU. Gives this process what Deno has and Node has
// not, then goes on with main.ts.
import { provideNavigator, WebWorker } from "./web_globals.ts";

provideNavigator();
if (!("Worker" in globalThis)) Object.defineProperty(globalThis, "Worker", { value: WebWorker, configurable: true });
await import("../main.ts");
