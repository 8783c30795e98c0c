// `npm run dev`: it says in words what it cannot watch, and runs a package's tests again when a source of theirs is saved.
import { execFile, spawn } from "node:child_process";
import { utimes } from "node:fs/promises";
import { join, resolve } from "node:path";
import process from "node:process";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { distance } from "../../scripts/nearness.mjs";

const root = resolve(import.meta.dirname, "../..");
const script = join(root, "scripts/dev.mjs");

test.each([
  [[], "Which package? There are cam, element, report, tensor, cli, lab, web, weights, test."],
  [["tenser"], "There is no package \"tenser\". There are cam, element, report, tensor, cli, lab, web, weights, test."],
  [["tensor", "page"], "packages/tensor is not tested in \"page\", but in node, deno, chromium."],
  [["tensor", "nodee"], "No test file of packages/tensor has \"nodee\" in its path; its runtimes are node, deno, chromium."],
])("says what is wrong with %j, and what there is", async (words, said) => {
  const run = await new Promise((done) => execFile("node", [script, ...words], (error, _, stderr) => done({ code: error?.code, first: stderr.split("\n")[0], usage: stderr.includes("Usage: npm run dev -- PACKAGE [RUNTIME] [FILTER …]") })));
  expect(run).toEqual({ code: 2, first: said, usage: true });
});

test.skipIf(process.platform === "win32")("runs the tests of a filter, and again when what they import is saved", async () => {
  const watching = spawn("node", [script, "tensor", "node", "src/ops/relu/"], { detached: true });
  try {
    const lines = linesOf(watching.stdout);
    expect(await next(lines, "packages/tensor")).toBe("packages/tensor in node: src/ops/relu/; q ends it.");
    expect(await next(lines, "✓ src/ops")).toContain("src/ops/relu/relu.test.ts");
    await next(lines, "Waiting for file changes");
    await utimes(join(root, "packages/tensor/src/ops/relu/relu.ts"), new Date(), new Date());
    expect(await next(lines, "RERUN")).toContain("src/ops/relu/relu.ts");
    expect(await next(lines, "✓ src/ops")).toContain("src/ops/relu/relu.test.ts");
  } finally {
    process.kill(-(watching.pid ?? 0), "SIGKILL"); // Vitest too, its child
  }
});

/** The lines of an output as they come, without colours. */
async function* linesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of stream) {
    const lines = stripVTControlCharacters(`${rest}${chunk.toString()}`).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

/** The next line that has this in it. */
async function next(lines: AsyncGenerator<string>, part: string): Promise<string> {
  for (let line = await lines.next(); !line.done; line = await lines.next()) if (line.value.includes(part)) return line.value;
  throw new Error(`No line has "${part}".`);
}

test("what lies beside the change runs first", () => {
  const tests = ["/p/src/onnx/wire.test.ts", "/p/src/ops/add/add.test.ts", "/p/src/ops/relu/relu.test.ts", "/p/src/ops/relu/adjoint/a.test.ts"];
  expect(tests.toSorted((a, b) => distance("/p/src/ops/relu", a) - distance("/p/src/ops/relu", b))).toEqual([tests[2], tests[3], tests[1], tests[0]]);
});
