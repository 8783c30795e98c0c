import { averageDrop, deletion, insertion, road } from "@camlucida/cam";
import { expect, test } from "vitest";
import { announcedPassesOn, announceMetrics, noticesOn, passesPerJudgement } from "./notices.ts";

function heard(detail: "quiet" | "normal" = "normal"): { lines: string[]; notice: ReturnType<typeof noticesOn>; terminal: { write(text: string): void } } {
  const lines: string[] = [];
  const terminal = { write: (text: string): void => void lines.push(text) };
  return { lines, notice: noticesOn(terminal, detail), terminal };
}

test("the passes of the metrics are counted as they are made", async () => {
  let passes = 0;
  const score = (count: number): Promise<{ logits: Float64Array; probabilities: Float64Array }> => {
    passes += count;
    return Promise.resolve({ logits: new Float64Array(count), probabilities: new Float64Array(count).fill(0.5) });
  };
  const explained = { image: new Float32Array(192), map: Float32Array.from({ length: 64 }, (_, at) => at), width: 8, height: 8 };
  for (const metric of [averageDrop, insertion, deletion, road]) await metric(explained, score);
  expect(passes).toBe(passesPerJudgement);
});

test("metrics that take long are announced once, with what they take; short ones and quiet runs are not", () => {
  const { lines, notice } = heard();
  announceMetrics(notice, 1, 20);
  expect(lines).toEqual([]);
  announceMetrics(notice, 3, 100);
  announceMetrics(notice, 3, 120);
  expect(lines).toEqual(["--metrics: 68 forward passes for each of 3 maps, about 20.4 s for each photograph.\n"]);
  const quiet = heard("quiet");
  announceMetrics(quiet.notice, 3, 100);
  expect(quiet.lines).toEqual([]);
});

test("a method's own passes are announced by the pace of the first", () => {
  const { lines, notice, terminal } = heard();
  let time = 0;
  const passes = announcedPassesOn(terminal, notice, () => time);
  const show = (after: number, method: string, done: number, total: number): void => {
    time += after;
    passes.show(method, done, total);
  };
  show(70, "score-cam", 0, 512); // it begins
  show(400, "score-cam", 8, 512);
  show(9000, "score-cam", 512, 512);
  show(100, "ablation-cam", 8, 64); // 0.8 s in all
  expect(lines).toEqual(["Score-CAM: 512 forward passes for each map, about 25.6 s.\n"]);
});
