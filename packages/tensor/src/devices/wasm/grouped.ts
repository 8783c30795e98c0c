// Convolutions in groups of channels as the product computes them, eight output channels at a time: where a group has fewer, several are
// one whose weights between them are zeros. Two groups of four channels cost twice their multiplications, and read whole registers.
//
// Source    Xie et al. 2016, arXiv:1611.05431, figure 3: the same network with and without groups.
import type { ConvShapes } from "../../ops/conv/conv_reference.ts";
import type { RowsOrNumbers } from "./product.ts";

const BLOCK = 8; // output channels of the product's tile

/** How many groups make one whose output channels are a multiple of eight; undefined where they do not divide into such. */
export function groupsAsOne({ kernel: [, , , channels], attributes: { groups } }: ConvShapes): number | undefined {
  if (groups === 1) return 1;
  const together = [1, 2, 4, 8].find((count) => ((channels / groups) * count) % BLOCK === 0);
  return together !== undefined && groups % together === 0 ? together : undefined;
}

/** weight [K, K, Cin/G, Cout] → [K, K, together·Cin/G, Cout], zeros where an input channel is of another group than the output channel. */
export function asOne(
  { kernel: [kernelH, kernelW, groupIn, channels], attributes: { groups } }: ConvShapes, source: RowsOrNumbers, together: number,
): RowsOrNumbers {
  const groupOut = channels / groups;
  const write = (into: Float32Array): void => {
    const weight = new Float32Array(source.length);
    source.write(weight);
    into.fill(0);
    for (let row = 0; row < kernelH * kernelW * groupIn; row++) {
      const tap = Math.floor(row / groupIn) * together * groupIn + (row % groupIn);
      for (let k = 0; k < channels; k++) {
        const place = Math.floor(k / groupOut) % together;
        into[(tap + place * groupIn) * channels + k] = weight[row * channels + k] as number;
      }
    }
  };
  return { length: source.length * together, write };
}
