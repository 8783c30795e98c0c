// Runs a workspace's tests in Deno, for its WebGPU, from that workspace's folder. Arguments go to Vitest.
import { fileURLToPath } from "node:url";
import { denoBinary, run } from "../apps/cli/bin/deno.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const reports = ["--reporter=default", "--reporter=json", "--outputFile.json=dist/test-report.json"];
const vitest = ["run", "--config", path("../vitest.config.ts"), "--root", ".", "--passWithNoTests", ...reports];
const deno = ["run", "-A", path("../node_modules/vitest/vitest.mjs")];

process.exitCode = await run(denoBinary(), [...deno, ...vitest, ...process.argv.slice(2)]);
