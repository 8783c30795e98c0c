// `npm run pictures`: explains twelve photographs and writes docs/pictures.md with their contact sheet.
import { fileURLToPath } from "node:url";
import { install } from "./install.mjs";

install();
const { denoBinary, run } = await import("./launcher/deno.mjs");
const program = fileURLToPath(new URL("../test/src/pictures/make.ts", import.meta.url));
process.exitCode = await run(denoBinary(), ["run", "-A", program]);
