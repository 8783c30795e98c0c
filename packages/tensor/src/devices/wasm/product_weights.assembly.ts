// The weights of product.assembly.ts: eight output channels side by side, in AssemblyScript. All addresses in bytes, all
// numbers float32. Caller: product.ts.

/** As product.ts writes them. */
// @ts-ignore: without a header in memory
@unmanaged
class ProductWeights {
  weights: u32; //  [depth, channels]
  depth: u32;
  channels: u32;
  packed: u32; //   [⌈channels/8⌉, depth, 8]
}

/** A unit of work: eight output channels; those beyond the last are zeros. */
export function productWeights(step: usize, from: u32, to: u32, _thread: u32): void {
  const w = changetype<ProductWeights>(step);
  for (let block = from; block < to; block++) {
    const width: usize = min(8, w.channels - block * 8) * 4;
    let at: usize = w.weights + block * 32, packed: usize = w.packed + block * w.depth * 32;
    for (const end = packed + w.depth * 32; packed < end; packed += 32, at += w.channels * 4) {
      if (width == 32) {
        v128.store(packed, v128.load(at));
        v128.store(packed, v128.load(at, 16), 16);
      } else {
        memory.fill(packed, 0, 32);
        memory.copy(packed, at, width);
      }
    }
  }
}

/** As product.ts writes them. */
// @ts-ignore: without a header in memory
@unmanaged
class ProductRows {
  rows: u32; //     [channels, cin, taps]
  scale: u32; //    [channels] float64
  channels: u32;
  cin: u32;
  taps: u32;
  packed: u32; //   [⌈channels/8⌉, taps, cin, 8]
}

/** The same of rows that are still as a checkpoint has them: their axes turned, and each multiplied by its own. */
export function productRows(step: usize, from: u32, to: u32, _thread: u32): void {
  const w = changetype<ProductRows>(step);
  const row: usize = w.cin * w.taps * 4, tapApart: usize = w.cin * 32;
  for (let block = from; block < to; block++) {
    const width: usize = min(8, w.channels - block * 8);
    const packed: usize = w.packed + block * 8 * row;
    if (width < 8) memory.fill(packed, 0, 8 * row);
    for (let lane: usize = 0; lane < width; lane++) {
      const scale = load<f64>(w.scale + (block * 8 + lane) * 8);
      let at: usize = w.rows + (block * 8 + lane) * row;
      for (let c: usize = 0; c < w.cin; c++) {
        let into: usize = packed + c * 32 + lane * 4;
        for (let tap: u32 = 0; tap < w.taps; tap++, at += 4, into += tapApart) store<f32>(into, <f32>(<f64>load<f32>(at) * scale));
      }
    }
  }
}
