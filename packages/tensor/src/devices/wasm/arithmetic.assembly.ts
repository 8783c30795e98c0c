// Arithmetic with broadcasting in AssemblyScript: four numbers at a time. All addresses and distances in bytes, all numbers float32.
// Caller: elementwise.ts.

// arithmetic.wgsl's numbers.
const ADD: u32 = 1;
const SUBTRACT: u32 = 2;
const MULTIPLY: u32 = 3;
const DIVIDE: u32 = 4;
const PRELU: u32 = 5;
// What it has no need of: a gradient x where the output y of a ReLU is positive; and only what is positive itself.
const RECTIFIED: u32 = 7;
const GUIDED: u32 = 8;

/** As elementwise.ts writes them: the functions by their numbers, the offsets as in broadcast.ts. */
// @ts-ignore: without a header in memory
@unmanaged
class Arithmetic {
  a: u32;
  aImage: u32;
  aPosition: u32;
  aChannel: u32; //  0: one number for all channels
  b: u32;
  bImage: u32;
  bPosition: u32;
  bChannel: u32;
  output: u32; //    [images, positions, channels]
  positions: u32;
  channels: u32;
  combination: u32;
}

/** output = a ∘ b. A unit of work: the channels of a position. */
export function arithmetic(step: usize, from: u32, to: u32, _thread: u32): void {
  const p = changetype<Arithmetic>(step);
  const length: usize = p.channels * 4, quads: usize = length & ~15;
  for (let row = from; row < to; row++) {
    const n = row / p.positions, position = row % p.positions;
    const a: usize = p.a + n * p.aImage + position * p.aPosition, b: usize = p.b + n * p.bImage + position * p.bPosition;
    const output: usize = p.output + row * p.channels * 4;
    for (let c: usize = 0; c < quads; c += 16) {
      const x = p.aChannel ? v128.load(a + c) : v128.load32_splat(a), y = p.bChannel ? v128.load(b + c) : v128.load32_splat(b);
      v128.store(output + c, combined(p.combination, x, y));
    }
    for (let c = quads; c < length; c += 4) {
      const x = v128.load32_splat(a + (p.aChannel ? c : 0)), y = v128.load32_splat(b + (p.bChannel ? c : 0));
      store<f32>(output + c, f32x4.extract_lane(combined(p.combination, x, y), 0));
    }
  }
}

function combined(combination: u32, x: v128, y: v128): v128 {
  switch (combination) {
    case ADD: return f32x4.add(x, y);
    case SUBTRACT: return f32x4.sub(x, y);
    case MULTIPLY: return f32x4.mul(x, y);
    case DIVIDE: return f32x4.div(x, y);
    case PRELU: return v128.bitselect(x, f32x4.mul(y, x), f32x4.gt(x, f32x4.splat(0)));
    case RECTIFIED: return v128.and(x, f32x4.gt(y, f32x4.splat(0)));
    case GUIDED: return v128.and(f32x4.max(x, f32x4.splat(0)), f32x4.gt(y, f32x4.splat(0)));
    default: return v128.bitselect(f32x4.splat(1), y, f32x4.gt(x, f32x4.splat(0)));
  }
}
