// Four pictures, two ways of mapping: enough for every question that the page asks its data.
import type { ReportData } from "../data/report_data.ts";

export const smallReport: ReportData = {
  form: 1,
  counts: { explained: 4, failed: 0, skipped: 0 },
  classes: [
    { index: 281, label: "cat", predicted: 1, truth: 2, right: 1, maps: [{ group: 0, count: 2, mean: null, borderShare: null, most: [0], least: [] }] },
    { index: null, label: " ", predicted: 2, truth: 1, right: 1, maps: [] },
  ],
  groups: [{ method: "cam", layer: "layer4", unit: "logits" }, { method: "cam", layer: "layer3", unit: "score" }],
  pictures: { image: ["Photos/M.jpg", "photos/b.jpg", "photos/z.jpg", "photos\\y.jpg"], predicted: [0, 1, 1, -1], probability: [0.9, 0.6, 0.5, 0.2], truth: [0, 0, 1, -1] },
  maps: {
    picture: [0, 0, 1, 2, 3, 3], group: [0, 1, 0, 0, 0, 1], class: [0, 0, 1, 1, -1, -1], thumbnail: [0, 1, 2, 3, -1, 4], overlay: [null, null, null, null, null, null], curves: [],
    borderShare: [0.2, 0.9, 0.5, 0.7, null, 0.1], typicality: [0.8, 0.8, 0.9, null, 0.1, 0.2], metrics: {},
  },
  confusion: [{ truth: 0, predicted: 0, pictures: [0] }, { truth: 0, predicted: 1, pictures: [1] }, { truth: 1, predicted: 1, pictures: [2] }],
  clusters: [{ class: 0, group: 0, maps: [0, 3], of: 4, mean: { width: 1, height: 1, values: [1] }, tightness: 1, separation: 1, spread: 0.1, score: 1, alarm: true, place: { x: 0.5, y: 0.5 } }],
  sampled: [],
  metrics: [],
  failures: [],
  origin: { version: "0.1.0", models: [], devices: [], runs: [], truth: "folders" },
};
