// Images with a border of zeros, in AssemblyScript: a window that reaches over an image's edge lies inside its canvas. All addresses in
// bytes, all numbers float32. Caller: product.ts.

/** As product.ts writes them. */
// @ts-ignore: without a header in memory
@unmanaged
class Canvas {
  image: u32; //   [N, height, width, channels]
  height: u32;
  width: u32;
  channels: u32;
  padding: u32; // pixels on every side
  canvas: u32; //  [N, height + 2·padding, width + 2·padding, channels]
}

/** A unit of work: a row of the canvas. */
export function canvas(step: usize, from: u32, to: u32, _thread: u32): void {
  const p = changetype<Canvas>(step);
  const pixel: usize = p.channels * 4, line: usize = p.width * pixel, border: usize = p.padding * pixel;
  const rows = p.height + 2 * p.padding, long = line + 2 * border;
  for (let row = from; row < to; row++) {
    const y: i32 = (row % rows) - p.padding, at: usize = p.canvas + row * long;
    if (y < 0 || y >= <i32>p.height) {
      memory.fill(at, 0, long);
    } else {
      memory.fill(at, 0, border);
      memory.copy(at + border, p.image + ((row / rows) * p.height + y) * line, line);
      memory.fill(at + border + line, 0, border);
    }
  }
}
