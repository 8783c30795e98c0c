// Bilinear enlargement with aligned corners: the first and last samples stay first and last.
//
// Shapes    values [h, w] → [height, width] float32.   x = X · (w − 1)/(width − 1)
// Source    torch.nn.UpsamplingBilinear2d.

/** @param values [h, w] */
export function resizeAligned(values: Float32Array, w: number, h: number, width: number, height: number): Float32Array {
  const columns = axis(w, width);
  const rows = axis(h, height);
  return Float32Array.from({ length: width * height }, (_, at) => {
    const { first: x, second: x2, share: a } = columns[at % width] as Sample;
    const { first: y, second: y2, share: b } = rows[Math.floor(at / width)] as Sample;
    const value = (row: number, column: number): number => values[row * w + column] as number;
    const [top, bottom] = [y, y2].map((row) => value(row, x) * (1 - a) + value(row, x2) * a) as [number, number];
    return top * (1 - b) + bottom * b;
  });
}

interface Sample {
  readonly first: number;
  readonly second: number;
  readonly share: number; // of the second, 0 … 1
}

function axis(from: number, to: number): Sample[] {
  const step = to > 1 ? (from - 1) / (to - 1) : 0;
  return Array.from({ length: to }, (_, at) => {
    const first = Math.min(Math.floor(at * step), from - 1);
    return { first, second: Math.min(first + 1, from - 1), share: at * step - first };
  });
}
