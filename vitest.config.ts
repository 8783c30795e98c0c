import { env } from "node:process";
import { defineConfig, type Plugin } from "vitest/config";

/** Lets a shader on disk be imported as text, as Deno does by itself. */
const wgslAsText: Plugin = {
  name: "wgsl-as-text",
  transform: (code, id) => (id.split("?")[0]?.endsWith(".wgsl") ? { code: `export default ${JSON.stringify(code)}`, moduleType: "js", map: null } : undefined),
};

export default defineConfig({
  plugins: [wgslAsText],
  test: {
    include: ["src/**/*.test.ts"],
    // They guard against hanging only: on a busy machine a software adapter takes its time.
    testTimeout: 600_000,
    hookTimeout: 600_000,
    pool: "forks",
    provide: { gpu: env["CAMLUCIDA_GPU"] ?? "optional" },
  },
});
