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
