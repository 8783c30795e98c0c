// Cases as bars, an SVG: for each case and processor a panel with a bar per engine, from zero to its median, a whisker from the
// first to the third quartile, and beside it the median and its ratio to ours. Each panel has a scale of its own.
// It brings its own ground, light or dark as the reader prefers.
import { processorsOf, titleOf, type Case, type Result, median, quantile } from "./case.ts";
import { oursFor } from "./table.ts";

// All in pixels of the picture.
const margin = 16;
const row = 26;
const bar = 14;
const titleHeight = 40;
const gap = 14;
const names = 150; // to where the bars begin
const labels = 150; // from where they end: 16126 ms  11.01×

const style = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .ground { fill: #ffffff; stroke: #d1d9e0; } .title { font-weight: 600; } .soft { fill: #59636e; }
  .bar { fill: #9aa7b4; } .ours { fill: #0a7d5a; } .whisker { stroke: #1f2328; stroke-width: 1.5; } .zero { stroke: #d1d9e0; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .ground { fill: #0d1117; stroke: #3d444d; } .soft { fill: #9198a1; }
    .bar { fill: #57636f; } .ours { fill: #2fb386; } .whisker { stroke: #e6edf3; } .zero { stroke: #3d444d; }
  }`;

/** @param width of the picture, 320 or more */
export function plotOf(cases: readonly Case[], width = 760): string {
  const panels = cases.flatMap((one) => processorsOf(one.results).map((on) => ({ title: cases.length === 1 ? on : `${titleOf(one)}: ${on}`, results: one.results.filter((result) => result.on === on) })));
  const lines: string[] = [];
  let y = margin - 10;
  for (const { title, results } of panels) {
    lines.push(...panelLines(title, results, y, width));
    y += titleHeight + row * results.length + gap;
  }
  const height = y + margin - gap;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    "<title>Median time per image, engine by engine</title>",
    `<style>${style}\n</style>`,
    `<rect class="ground" x="0.5" y="0.5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    ...lines,
    "</svg>\n",
  ].join("\n");
}

function panelLines(title: string, results: readonly Result[], top: number, width: number): string[] {
  const longest = Math.max(...results.map(({ times }) => (times.length === 0 ? 0 : Math.max(median(times), quantile(times, 0.75)))));
  const x = (time: number): number => names + ((width - names - labels) * time) / longest;
  const bottom = top + titleHeight + row * results.length;
  return [
    text(margin, top + 22, title, "title"),
    ...results.flatMap((result, at) => barLines(result, results, top + titleHeight + row * at, x)),
    `<line class="zero" x1="${names}" y1="${top + titleHeight - 4}" x2="${names}" y2="${bottom - 4}"/>`,
  ];
}

function barLines(result: Result, all: readonly Result[], top: number, x: (time: number) => number): string[] {
  const { name, times, failure } = result;
  const base = top + bar - 2;
  const label = text(names - 10, base, name, "", "end");
  if (times.length === 0) return [label, text(names + 10, base, failure ?? "not measured", "soft")];
  const [middle, low, high] = [0.5, 0.25, 0.75].map((part) => quantile(times, part)) as [number, number, number];
  const ours = oursFor(result, all);
  const ratio = ours && ours.times.length > 0 && ours !== result ? `  ${(middle / median(ours.times)).toFixed(2)}×` : "";
  const whisker = top + bar / 2;
  return [
    label,
    `<rect class="${ours === result ? "ours" : "bar"}" x="${names}" y="${top}" width="${(x(middle) - names).toFixed(1)}" height="${bar}" rx="2"/>`,
    `<path class="whisker" d="M${x(low).toFixed(1)} ${whisker}H${x(high).toFixed(1)}M${x(low).toFixed(1)} ${whisker - 4}v8M${x(high).toFixed(1)} ${whisker - 4}v8"/>`,
    text(Math.max(x(middle), x(high)) + 10, base, `${middle.toFixed(middle < 10 ? 1 : 0)} ms${ratio}`),
  ];
}

function text(x: number, y: number, content: string, kind = "", anchor = "start"): string {
  const escaped = content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}"${kind && ` class="${kind}"`} text-anchor="${anchor}" xml:space="preserve">${escaped}</text>`;
}
