// Normalisation by mean and variance of the numbers themselves, and its adjoint, in AssemblyScript: four channels at a time. Equations stand in
// group_norm.ts. All addresses in bytes, all numbers float32, sums over a set float64. Caller: normalising.ts.
import { add, put, some } from "./numbers";

/** As normalising.ts writes them. */
// @ts-ignore: without a header in memory
@unmanaged
class GroupNorm {
  input: u32; //    [images, pixels, channels]
  output: u32; //   likewise
  pixels: u32;
  channels: u32;
  groups: u32;
  gamma: u32; //    [channels]
  beta: u32; //     [channels]
  epsilon: u32; //  the bits of a float32 number
}

/** A unit of work: a set, the channels of a group in one image. */
export function groupNorm(step: usize, from: u32, to: u32, _thread: u32): void {
  const p = changetype<GroupNorm>(step);
  const pixel: usize = p.channels * 4, width = pixel / p.groups;
  for (let set = from; set < to; set++) {
    const group: usize = (set % p.groups) * width, first: usize = (set / p.groups) * p.pixels * pixel + group;
    const mean = meanOf(p.input + first, p.pixels, pixel, width);
    const scale = scaleOf(p.input + first, p.pixels, pixel, width, mean, reinterpret<f32>(p.epsilon));
    const about = f32x4.splat(mean), by = f32x4.splat(scale);
    for (let at = first, end = first + p.pixels * pixel; at < end; at += pixel) {
      for (let c: usize = 0; c < width; c += 16) {
        const gamma = some(p.gamma + group + c, width - c), beta = some(p.beta + group + c, width - c);
        const x = f32x4.mul(f32x4.sub(some(p.input + at + c, width - c), about), by);
        put(p.output + at + c, width - c, add(x, gamma, beta));
      }
    }
  }
}

/** As normalising.ts writes them. */
// @ts-ignore: without a header in memory
@unmanaged
class GroupNormAdjoint {
  gradient: u32; // [images, pixels, channels]
  input: u32; //    likewise
  output: u32; //   likewise
  pixels: u32;
  channels: u32;
  groups: u32;
  gamma: u32; //    [channels]
  epsilon: u32; //  the bits of a float32 number
}

/** A unit of work: a set, the channels of a group in one image. */
export function groupNormAdjoint(step: usize, from: u32, to: u32, _thread: u32): void {
  const p = changetype<GroupNormAdjoint>(step);
  const pixel: usize = p.channels * 4, width = pixel / p.groups, count: f64 = p.pixels * (p.channels / p.groups);
  for (let set = from; set < to; set++) {
    const group: usize = (set % p.groups) * width, first: usize = (set / p.groups) * p.pixels * pixel + group, end = first + p.pixels * pixel;
    const mean = meanOf(p.input + first, p.pixels, pixel, width);
    const scale = scaleOf(p.input + first, p.pixels, pixel, width, mean, reinterpret<f32>(p.epsilon));
    const about = f32x4.splat(mean), by = f32x4.splat(scale);
    let slope: f64 = 0, along: f64 = 0;
    for (let at = first; at < end; at += pixel) {
      let sum = f32x4.splat(0), products = sum;
      for (let c: usize = 0; c < width; c += 16) {
        const h = f32x4.mul(some(p.gamma + group + c, width - c), some(p.gradient + at + c, width - c));
        const x = f32x4.mul(f32x4.sub(some(p.input + at + c, width - c), about), by);
        sum = f32x4.add(sum, h);
        products = add(h, x, products);
      }
      slope += total(sum);
      along += total(products);
    }
    const meanSlope = f32x4.splat(<f32>(slope / count)), meanAlong = f32x4.splat(<f32>(along / count));
    for (let at = first; at < end; at += pixel) {
      for (let c: usize = 0; c < width; c += 16) {
        const h = f32x4.mul(some(p.gamma + group + c, width - c), some(p.gradient + at + c, width - c));
        const x = f32x4.mul(f32x4.sub(some(p.input + at + c, width - c), about), by);
        put(p.output + at + c, width - c, f32x4.mul(f32x4.sub(f32x4.sub(h, meanSlope), f32x4.mul(x, meanAlong)), by));
      }
    }
  }
}

/** The mean of `width` bytes of each of some pixels. */
function meanOf(at: usize, pixels: u32, pixel: usize, width: usize): f32 {
  let sum: f64 = 0;
  for (const end = at + pixels * pixel; at < end; at += pixel) {
    let a = f32x4.splat(0), b = a;
    let c: usize = 0;
    for (; c + 32 <= width; c += 32) {
      a = f32x4.add(a, v128.load(at + c));
      b = f32x4.add(b, v128.load(at + c, 16));
    }
    for (; c < width; c += 16) a = f32x4.add(a, some(at + c, width - c));
    sum += total(f32x4.add(a, b));
  }
  return <f32>(sum / (pixels * (width / 4)));
}

/** 1/√(σ² + ε) of the same. */
function scaleOf(at: usize, pixels: u32, pixel: usize, width: usize, mean: f32, epsilon: f32): f32 {
  const about = f32x4.splat(mean);
  let squares: f64 = 0;
  for (const end = at + pixels * pixel; at < end; at += pixel) {
    let a = f32x4.splat(0), b = a;
    let c: usize = 0;
    for (; c + 32 <= width; c += 32) {
      const x = f32x4.sub(v128.load(at + c), about), y = f32x4.sub(v128.load(at + c, 16), about);
      a = add(x, x, a);
      b = add(y, y, b);
    }
    for (; c < width; c += 16) {
      const left = width - c, x = f32x4.sub(some(at + c, left), left < 16 ? someOf(about, left) : about);
      a = add(x, x, a);
    }
    squares += total(f32x4.add(a, b));
  }
  return <f32>(1 / Math.sqrt(squares / (pixels * (width / 4)) + epsilon));
}

/** The first numbers of four, and zeros. */
function someOf(x: v128, left: usize): v128 {
  const zero = f32x4.splat(0);
  if (left == 4) return f32x4.shuffle(x, zero, 0, 4, 4, 4);
  return left == 8 ? f32x4.shuffle(x, zero, 0, 1, 4, 4) : f32x4.shuffle(x, zero, 0, 1, 2, 4);
}

// @ts-ignore: decorators on functions are AssemblyScript's
@inline
function total(x: v128): f64 {
  return <f64>f32x4.extract_lane(x, 0) + <f64>f32x4.extract_lane(x, 1) + <f64>f32x4.extract_lane(x, 2) + <f64>f32x4.extract_lane(x, 3);
}
