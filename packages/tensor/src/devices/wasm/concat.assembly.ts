// Concatenation of channels, and normalisation with known statistics on the way, in AssemblyScript: four channels at a time. All addresses
// in bytes, all numbers float32. Caller: joining.ts.
import { add } from "./numbers";

/** As joining.ts writes them. */
// @ts-ignore: without a header in memory
@unmanaged
class Concat {
  parts: u32; //     [partCount, 2] uint32: where each part lies, [rows, its channels], and how many channels it has
  partCount: u32;
  output: u32; //    [rows, channels]
  channels: u32; //  of all parts together
  scale: u32; //     [channels]; 0 for a mere concatenation
  shift: u32; //     [channels]
  lowest: u32; //    the bits of a float32 number: what is scaled is no less
}

/** output = max(lowest, scale · x + shift), x the rows of all parts one behind the other. A unit of work: a row. */
export function concat(step: usize, from: u32, to: u32, _thread: u32): void {
  const p = changetype<Concat>(step);
  const lowest = f32x4.splat(reinterpret<f32>(p.lowest));
  for (let row = from; row < to; row++) {
    let output: usize = p.output + row * p.channels * 4, scale: usize = p.scale, shift: usize = p.shift;
    for (let part: u32 = 0; part < p.partCount; part++) {
      const bytes: usize = load<u32>(p.parts + part * 8, 4) * 4, quads = bytes & ~15;
      const input: usize = load<u32>(p.parts + part * 8) + row * bytes;
      let c: usize = 0;
      if (p.scale) {
        for (; c < quads; c += 16) {
          v128.store(output + c, f32x4.max(lowest, add(v128.load(input + c), v128.load(scale + c), v128.load(shift + c))));
        }
        for (; c < bytes; c += 4) {
          const x = add(v128.load32_splat(input + c), v128.load32_splat(scale + c), v128.load32_splat(shift + c));
          store<f32>(output + c, f32x4.extract_lane(f32x4.max(lowest, x), 0));
        }
      } else {
        for (; c < quads; c += 16) v128.store(output + c, v128.load(input + c));
        for (; c < bytes; c += 4) store<f32>(output + c, load<f32>(input + c));
      }
      output += bytes;
      scale += bytes;
      shift += bytes;
    }
  }
}
