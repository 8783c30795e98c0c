// `npm run judge -- FOLDER [N [M]]`: judges every method on pictures with known boxes and writes docs/judged.md.
import { fileURLToPath } from "node:url";
import { install } from "./install.mjs";

install();
const { denoBinary, run } = await import("./launcher/deno.mjs");
const program = fileURLToPath(new URL("../test/src/judge_methods.ts", import.meta.url));
process.exitCode = await run(denoBinary(), ["run", "-A", program, ...process.argv.slice(2)]);
