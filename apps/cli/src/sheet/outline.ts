// An outline of lines and curves as the share of each pixel that it covers.
//
//   Each pixel row is cut into 8 lines; along a line the outline's crossings, sorted, bound what lies inside (a winding
//   number other than 0), exactly to a fraction of a pixel.
//
// Shapes    edges in pixels, y downwards → coverage [height, width] 0…1.
// Source    the non-zero winding rule of PostScript and TrueType.

/** What fonts draw with. "Q" has one control point, "C" two. */
export type PathCommand =
  | { readonly type: "M" | "L"; readonly x: number; readonly y: number }
  | { readonly type: "Q"; readonly x: number; readonly y: number; readonly x1: number; readonly y1: number }
  | { readonly type: "C"; readonly x: number; readonly y: number; readonly x1: number; readonly y1: number; readonly x2: number; readonly y2: number }
  | { readonly type: "Z" };

type Point = readonly [x: number, y: number];
type Edge = readonly [from: Point, to: Point];

const linesPerPixel = 8;
const stepsPerCurve = 6; // of letters a few pixels high

interface Crossing {
  readonly x: number;
  readonly turn: 1 | -1; // downwards, upwards
}

export function coverageOf(outline: readonly PathCommand[], width: number, height: number): Float32Array {
  const coverage = new Float32Array(width * height);
  crossings(edgesOf(outline), height * linesPerPixel).forEach((found, line) => {
    const row = Math.floor(line / linesPerPixel) * width;
    let winding = 0;
    let entered = 0;
    for (const { x, turn } of found.toSorted((a, b) => a.x - b.x)) {
      if (winding === 0) entered = x;
      winding += turn;
      if (winding === 0) addSpan(coverage.subarray(row, row + width), entered, x);
    }
  });
  return coverage;
}

/** Adds one line's share to the pixels from `left` to `right`. */
function addSpan(row: Float32Array, left: number, right: number): void {
  for (let x = Math.max(0, Math.floor(left)); x < Math.min(row.length, right); x++) {
    const inside = Math.min(right, x + 1) - Math.max(left, x);
    row[x] = Math.min(1, (row[x] as number) + inside / linesPerPixel);
  }
}

/** Where edges cross the middle of each of `count` lines. */
function crossings(edges: readonly Edge[], count: number): Crossing[][] {
  const lines = Array.from({ length: count }, (): Crossing[] => []);
  for (const [[x0, y0], [x1, y1]] of edges) {
    const [top, bottom] = [Math.min(y0, y1), Math.max(y0, y1)].map((y) => Math.ceil(y * linesPerPixel - 0.5)) as [number, number];
    for (let line = Math.max(top, 0); line < Math.min(bottom, count); line++) {
      const share = ((line + 0.5) / linesPerPixel - y0) / (y1 - y0);
      lines[line]?.push({ x: x0 + share * (x1 - x0), turn: y1 > y0 ? 1 : -1 });
    }
  }
  return lines;
}

/** Curves become short lines, and every contour is closed. */
function edgesOf(outline: readonly PathCommand[]): Edge[] {
  const edges: Edge[] = [];
  let [start, pen]: [Point, Point] = [[0, 0], [0, 0]];
  const lineTo = (to: Point): void => {
    edges.push([pen, to]);
    pen = to;
  };
  for (const command of outline) {
    if (command.type === "M" || command.type === "Z") lineTo(start);
    if (command.type === "M") start = pen = [command.x, command.y];
    if (command.type === "L") lineTo([command.x, command.y]);
    if (command.type === "Q" || command.type === "C") curvePoints(pen, command).forEach(lineTo);
  }
  lineTo(start);
  return edges;
}

/** A Bézier curve of two or three degrees, at equal steps of its parameter: Bernstein's polynomials. */
function curvePoints([x0, y0]: Point, curve: Extract<PathCommand, { type: "Q" | "C" }>): Point[] {
  return Array.from({ length: stepsPerCurve }, (_, step): Point => {
    const t = (step + 1) / stepsPerCurve;
    const s = 1 - t;
    const { x, y, x1, y1 } = curve;
    if (curve.type === "Q") return [s * s * x0 + 2 * s * t * x1 + t * t * x, s * s * y0 + 2 * s * t * y1 + t * t * y];
    const { x2, y2 } = curve;
    const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
    return [a * x0 + b * x1 + c * x2 + d * x, a * y0 + b * y1 + c * y2 + d * y];
  });
}
