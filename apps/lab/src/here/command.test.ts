// The command itself, as `npm run lab` starts it.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { denoBinary } from "../../../../scripts/launcher/deno.mjs";
import { topics } from "../topics/index.ts";

function lab(...words: readonly string[]): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const program = fileURLToPath(new URL("../main.ts", import.meta.url));
  return new Promise((done) => {
    execFile(denoBinary(), ["run", "-A", "--quiet", "--no-lock", "--node-modules-dir=manual", program, ...words], (error, stdout, stderr) => done({ code: error ? Number(error.code) : 0, stdout, stderr }));
  });
}

test("without words it lists what can be asked", async () => {
  const { code, stdout } = await lab();
  expect(code).toBe(0);
  for (const { name, question } of topics) expect(stdout).toMatch(new RegExp(`^  ${name} +${question.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`, "m"));
  expect(stdout).toContain("ladder");
});

test("a topic says its worked example first, then what this machine makes of it", async () => {
  const { code, stdout } = await lab("conv");
  expect(code).toBe(0);
  const worked = await topics.find(({ name }) => name === "conv")?.worked();
  expect(stdout.startsWith(`${worked}\n\n`)).toBe(true);
  expect(stdout).toContain("largest difference from the reference");
});

test("words ask for another example, and what cannot be followed is one line and an exit code", async () => {
  expect((await lab("conv", "--stride", "2", "--size", "7", "--at", "1,2", "--algorithm", "tiled")).stdout).toMatch(/^input 7×7/);
  for (const words of [["photograph"], ["conv", "--stride", "none"], ["ladder", "relu"]]) {
    const { code, stderr } = await lab(...words);
    expect([code, stderr.trim().split("\n").length, stderr.startsWith("lab: ")]).toEqual([1, 1, true]);
  }
});
