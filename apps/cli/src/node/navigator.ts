// What Node 21 has and Node 20 has not.
import { availableParallelism } from "node:os";
import process from "node:process";

/** Gives this thread a `navigator`, where it has none. */
export function provideNavigator(): void {
  if ("navigator" in globalThis) return;
  const value = { hardwareConcurrency: availableParallelism(), userAgent: `Node.js/${process.versions.node.split(".")[0]}`, platform: process.platform };
  Object.defineProperty(globalThis, "navigator", { value, configurable: true });
}
