// Runs a workspace's tests once, from that workspace's folder, in one of the runtimes that the engine is for (runtimes.mjs).
// What follows the runtime goes to Vitest: `node ../../scripts/vitest.mjs deno src/ops/conv`.
import { run } from "./launcher/deno.mjs";
import { vitestIn } from "./runtimes.mjs";

const [name, ...vitestArguments] = process.argv.slice(2);
const reports = ["--reporter=default", "--reporter=json", `--outputFile.json=dist/test-report.${name}.json`];
const [binary, words, env] = vitestIn(name, ["run", ...reports, ...vitestArguments]);
process.exitCode = await run(binary, words, { env });
