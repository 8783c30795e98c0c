// What `npm run pack` builds works away from the sources: a sample, in Node alone. `npm run verify -- packages` tries everything.
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");

test("the built packages explain a picture in Node as PyTorch does, without sources, tests or Deno", async () => {
  const run = await new Promise<{ code: unknown; stdout: string; stderr: string }>((done) => {
    execFile("node", ["scripts/packages/sample.mjs"], { cwd: root, encoding: "utf8" }, (error, stdout, stderr) => done({ code: error?.code ?? 0, stdout, stderr }));
  });
  expect(run).toMatchObject({ code: 0, stdout: expect.stringMatching(/^WebAssembly.*\nWebAssembly.*\n$/) as string });
});
