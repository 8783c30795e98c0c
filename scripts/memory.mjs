// `npm run memory`: how many bytes a GPU holds on a visit, and how many seconds each part of it takes, as the table of docs/memory.md.
import { fileURLToPath } from "node:url";
import { install } from "./install.mjs";

install();
const { denoBinary, run } = await import("./launcher/deno.mjs");
const program = fileURLToPath(new URL("../bench/src/gpu_memory.ts", import.meta.url));
process.exitCode = await run(denoBinary(), ["run", "-A", "--quiet", "--no-lock", "--node-modules-dir=manual", program]);
