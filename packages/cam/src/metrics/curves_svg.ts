// The deletion and insertion curves of several methods, as one SVG: two panels, and below them a legend with the areas.
//
// It brings its own white ground, so that it reads the same on a light and on a dark page. The six colours have contrasts of 18,
// 12, 8.4, 5.8, 4.2 and 3 to white, so that they differ in greyscale too; each goes with a dash of its own.
import type { Curve } from "./curve.ts";
import { reasons, type NoValue } from "./measure.ts";

/** Both curves of one method. */
export interface MethodCurves {
  readonly method: string;
  readonly deletion: Curve | NoValue;
  readonly insertion: Curve | NoValue;
}

const colours = ["#161616", "#d67f05", "#042791", "#048d6a", "#940c66", "#c1290a"] as const;
const dashes = ["none", "7 3", "2 3", "10 3 2 3", "14 4", "5 2 1 2 1 2"] as const;

// All in pixels of the picture.
const panel = { width: 300, height: 200, top: 44 } as const;
const left = { deletion: 64, insertion: 436 } as const;
const width = 760;
const legendTop = 320;
const rowHeight = 20;
const columns = { method: 122, reason: 290, deletion: 364, insertion: 484 } as const;

const font = 'font-family="system-ui, sans-serif" font-size="12"';

/**
 * A whole SVG document. A method without a value is named in the legend, with the reason.
 * @example
 * ```ts
 * import { curvesSvg, deletion, insertion } from "@camlucida/cam";
 *
 * const curves = { deletion: await deletion(explained, score, 4), insertion: await insertion(explained, score, 4) };
 * curvesSvg([{ method: "cam", ...curves }]).startsWith("<svg "); // → true
 * ```
 */
export function curvesSvg(methods: readonly MethodCurves[]): string {
  const height = legendTop + rowHeight * methods.length + 16;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" ${font}>`,
    "<title>Deletion and insertion curves</title>",
    `<rect width="${width}" height="${height}" rx="8" fill="#ffffff"/>`,
    ...panelLines("Deletion: the smaller the area, the better", "pixels removed", left.deletion, methods.map(({ deletion }) => deletion)),
    ...panelLines("Insertion: the larger the area, the better", "pixels inserted", left.insertion, methods.map(({ insertion }) => insertion)),
    text(columns.deletion, legendTop - 8, "end", "deletion area"),
    text(columns.insertion, legendTop - 8, "end", "insertion area"),
    ...methods.flatMap(legendRow),
    "</svg>",
  ].join("\n");
}

/** Frame, axes and one line for each method that has a curve. */
function panelLines(title: string, axis: string, start: number, curves: readonly (Curve | NoValue)[]): string[] {
  const { top, height } = panel;
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const [middle, bottom] = [start + panel.width / 2, top + height];
  return [
    text(middle, top - 16, "middle", title, ' font-weight="600"'),
    ...ticks.map((share) => text(start + share * panel.width, bottom + 18, "middle", String(Math.round(100 * share)))),
    ...ticks.map((p) => text(start - 8, ordinate(p) + 4, "end", p.toFixed(1))),
    ...ticks.map((p) => `<line x1="${start}" y1="${ordinate(p)}" x2="${start + panel.width}" y2="${ordinate(p)}" stroke="#dddddd"/>`),
    text(middle, bottom + 38, "middle", `${axis}, most relevant first, %`),
    text(0, 0, "middle", "probability", ` transform="translate(${start - 40} ${top + height / 2}) rotate(-90)"`),
    ...curves.flatMap((curve, at) => (curve.value === null ? [] : [polyline(curve.probabilities, start, at)])),
  ];
}

function polyline(probabilities: Float64Array, start: number, at: number): string {
  const points = Array.from(probabilities, (p, step) => {
    const share = step / (probabilities.length - 1);
    return `${(start + share * panel.width).toFixed(1)},${ordinate(p).toFixed(1)}`;
  });
  return `<polyline points="${points.join(" ")}" fill="none" ${stroke(at)}/>`;
}

/** Where a probability stands; what is none (a difference of two may be negative) at the panel's edge. */
const ordinate = (p: number): number => panel.top + (1 - Math.min(Math.max(p, 0), 1)) * panel.height;

/** Six colours, six dashes: 36 methods before two look alike. */
function stroke(at: number): string {
  const dash = dashes[(at + Math.floor(at / colours.length)) % dashes.length];
  return `stroke="${colours[at % colours.length]}" stroke-width="2" stroke-dasharray="${dash}" stroke-linejoin="round"`;
}

function legendRow({ method, deletion, insertion }: MethodCurves, at: number): string[] {
  const y = legendTop + rowHeight * (at + 0.5);
  const line = `<line x1="${left.deletion}" y1="${y}" x2="${left.deletion + 48}" y2="${y}" ${stroke(at)}/>`;
  const name = text(columns.method, y + 4, "start", method);
  if (deletion.because && insertion.because) return [line, name, text(columns.reason, y + 4, "start", `no curves: ${reasons[deletion.because]}`)];
  return [line, name, text(columns.deletion, y + 4, "end", areaOf(deletion)), text(columns.insertion, y + 4, "end", areaOf(insertion))];
}

const areaOf = ({ value }: Curve | NoValue): string => (value === null ? "none" : value.toFixed(3));

function text(x: number, y: number, anchor: "start" | "middle" | "end", content: string, attributes = ""): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="#222222"${attributes}>${escaped(content)}</text>`;
}

/** Without what XML cannot hold: control characters. */
function escaped(content: string): string {
  // oxlint-disable-next-line no-control-regex
  const printable = content.replace(/[\u0000-\u001f\u007f]/g, " ");
  return printable.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
