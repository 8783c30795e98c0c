import { expect, test } from "vitest";
import reluWgsl from "../../ops/relu/relu.wgsl" with { type: "text" };
import { testGpu } from "../../testing/index.ts";
import { compilerMessages } from "./compiler_messages.ts";

const gpu = await testGpu();

test.runIf(gpu)("an error at its line, none of a sound text", async () => {
  if (!gpu) return;
  expect(await compilerMessages(gpu, reluWgsl)).toEqual([]);
  const lines = reluWgsl.split("\n");
  const at = lines.findIndex((line) => line.includes("output[at] ="));
  lines[at] = "  output[at] = inputs[at];";
  const messages = await compilerMessages(gpu, lines.join("\n"));
  expect(messages[0]).toMatchObject({ kind: "error", line: at + 1, message: expect.stringContaining("inputs") as string });
  expect(messages[0]?.column).toBeGreaterThan(0);
  expect(await compilerMessages(gpu, "")).toEqual([]); // says nothing: that there is no `main` shows where it runs
});
