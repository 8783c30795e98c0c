import { env } from "node:process";
import { defineConfig } from "vitest/config";
import { NearestFirst } from "./scripts/nearest_first.mjs";
import { wgslAsText } from "./scripts/wgsl_as_text.mjs";
import { examplesAsModules } from "./test/src/examples/plugin.ts";

export default defineConfig({
  plugins: [wgslAsText, examplesAsModules],
  test: {
    include: ["src/**/*.test.ts"],
    // They guard against hanging only: on a busy machine a software adapter takes its time.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    pool: "forks",
    // One process for all files of a task: starting it and loading the same modules again took as long as the tests. Whole
    // networks (test/) have one for each file after all: what a file held would stay in memory.
    isolate: false,
    ...(env["CAMLUCIDA_NEAREST_FIRST"] && { sequence: { sequencer: NearestFirst } }), // `npm run dev`
    provide: { gpu: env["CAMLUCIDA_GPU"] ?? "optional", network: env["CAMLUCIDA_NETWORK"] ?? "" }, // test/src/networks/sweep.test.ts says which
  },
});
