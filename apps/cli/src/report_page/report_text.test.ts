// What is said of a report.
import type { ReportData } from "@camlucida/report";
import { expect, test } from "vitest";
import { styleFor } from "../report/terminal.ts";
import { placeText, reportText, troubleText } from "./report_text.ts";

const plain = styleFor({ isTTY: false }, {});

const data = {
  counts: { explained: 1200, failed: 2, skipped: 0 },
  classes: [{ label: "horse", predicted: 800 }, { label: "ship\u001b[2J", predicted: 400 }, { label: "fish", predicted: 0 }],
  groups: [{ method: "cam", layer: "layer4", unit: "logits" }],
  confusion: [{ truth: 0, predicted: 0, pictures: [0, 1, 2] }, { truth: 0, predicted: 1, pictures: [3] }],
  clusters: [
    ...Array.from({ length: 6 }, (_, at) => ({ class: at % 2, group: 0, maps: [1, 2, 3], of: 10, place: { x: 0.1, y: 0.9 }, alarm: true })),
    { class: 0, group: 0, maps: [4], of: 10, place: { x: 0.5, y: 0.5 }, alarm: false },
  ],
} as unknown as ReportData;

test("where it is, how many are right, and the alarms; no letter moves the cursor", () => {
  const text = reportText({ data, missing: [], cut: 0 }, "out", plain);
  expect(text).toMatch(/^out[/\\]index\.html: 1,200 pictures, 2 classes, 3 of 4 right, 2 failed\n {2}horse: 3 of 10 maps have evidence at one and the same place at the bottom left/);
  expect(text.match(/same place/g)).toHaveLength(5);
  expect(text).toMatch(/ {2}and 1 more\n$/);
  expect(text).not.toContain("\u001b");
});

test("places have names", () => {
  expect([[0.1, 0.1], [0.5, 0.1], [1, 1], [0.5, 0.5], [0.9, 0.5]].map(([x = 0, y = 0]) => placeText({ x, y }))).toEqual(["at the top left", "at the top", "at the bottom right", "in the middle", "at the right"]);
});

test("what went wrong is told, and nothing where nothing did", () => {
  expect(troubleText({ data, missing: [], cut: 0 }, plain)).toBe("");
  expect(troubleText({ data, missing: [{ path: "a.png", problem: "there is no such file" }], cut: 1 }, plain)).toBe("1 file for thumbnails cannot be read, such as a.png: there is no such file\n1 last line of results had been cut in half, and was left out\n");
});
