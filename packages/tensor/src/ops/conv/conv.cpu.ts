// Convolution on the CPU: each output row's patches are laid out as a matrix [W', K·K·Cin/G], then
// multiplied by the weights [K·K·Cin/G, Cout] in tiles of 4 pixels × 4 channels held in local variables.
// Sums run in float64 (JavaScript's own numbers) and are rounded once: at least as exact as any float32 order.
import { elements, type Step } from "../../graph/graph.ts";

/** A convolution's shapes and constants. */
type Geometry = Omit<Step, "op">;

/** Tile: pixels and channels whose sixteen sums stay in registers. */
const TILE = 4;

/**
 * @param image [N, H, W, Cin]; @param weight [K, K, Cin/G, Cout]; @param bias [Cout]
 * @param residual like the output, added before the ReLU; fused form only
 * @returns [N, H', W', Cout]
 */
export function convCpu(step: Geometry, image: Float32Array, weight: Float32Array, bias: Float32Array, residual?: Float32Array): Float32Array {
  const [n = 0, outH = 0, outW = 0, cout = 0] = step.output.shape;
  const [kernelH = 0, kernelW = 0, groupIn = 0] = step.inputs[1]?.shape ?? [];
  const { groups = 1, relu = 0 } = step.constants;
  const depth = kernelH * kernelW * groupIn; // products per sum
  const groupOut = cout / groups;
  const output = residual ? residual.slice() : new Float32Array(elements(step.output.shape));
  const patches = new Float32Array(Math.ceil(outW / TILE) * TILE * depth); // [W', depth], the last tile padded with zeros
  for (let group = 0; group < groups; group++) {
    const columns = packWeights(weight, depth, cout, group * groupOut, groupOut);
    for (let row = 0; row < n * outH; row++) {
      gatherPatches(step, image, row, group * groupIn, patches);
      multiplyRow(patches, columns, bias, output, { depth, outW, cout, firstChannel: group * groupOut, groupOut, row });
    }
  }
  if (relu) output.forEach((x, at) => { if (x < 0) output[at] = 0; });
  return output;
}

/** weight [depth, Cout] → [⌈groupOut/4⌉, depth, 4]: the four channels of a tile side by side. */
function packWeights(weight: Float32Array, depth: number, cout: number, firstChannel: number, groupOut: number): Float32Array {
  const tiles = Math.ceil(groupOut / TILE);
  const columns = new Float32Array(tiles * depth * TILE);
  for (let d = 0; d < depth; d++) {
    for (let k = 0; k < groupOut; k++) {
      columns[((k >> 2) * depth + d) * TILE + (k & 3)] = weight[d * cout + firstChannel + k] as number;
    }
  }
  return columns;
}

/** What each output pixel of one row sees, [W', K·K·Cin/G]; zeros outside the image. */
function gatherPatches(step: Geometry, image: Float32Array, row: number, firstChannel: number, patches: Float32Array): void {
  const [, inH = 0, inW = 0, cin = 0] = step.inputs[0]?.shape ?? [];
  const [kernelH = 0, kernelW = 0, groupIn = 0] = step.inputs[1]?.shape ?? [];
  const [, outH = 0, outW = 0] = step.output.shape;
  const { stride = 1, padding = 0, dilation = 1 } = step.constants;
  const firstRow = Math.floor(row / outH) * inH;
  let to = 0;
  for (let outX = 0; outX < outW; outX++) {
    for (let i = 0; i < kernelH; i++) {
      const y = (row % outH) * stride + i * dilation - padding;
      for (let j = 0; j < kernelW; j++, to += groupIn) {
        const x = outX * stride + j * dilation - padding;
        const inside = y >= 0 && y < inH && x >= 0 && x < inW;
        const from = ((firstRow + y) * inW + x) * cin + firstChannel;
        for (let c = 0; c < groupIn; c++) patches[to + c] = inside ? (image[from + c] as number) : 0;
      }
    }
  }
}

interface RowGeometry {
  readonly depth: number; // products per sum
  readonly outW: number;
  readonly cout: number;
  readonly firstChannel: number;
  readonly groupOut: number;
  readonly row: number; // n·H' + y
}

/** output row += bias + patches [W', depth] · columns [⌈groupOut/4⌉, depth, 4], tile by tile. */
function multiplyRow(patches: Float32Array, columns: Float32Array, bias: Float32Array, output: Float32Array, g: RowGeometry): void {
  const sums = new Float64Array(TILE * TILE); // [pixel, channel]
  for (let k = 0; k < g.groupOut; k += TILE) {
    for (let x = 0; x < g.outW; x += TILE) {
      multiplyTile(patches, x * g.depth, columns, k * g.depth, g.depth, sums);
      for (let t = 0; t < TILE && x + t < g.outW; t++) {
        const to = (g.row * g.outW + x + t) * g.cout + g.firstChannel + k;
        for (let c = 0; c < TILE && k + c < g.groupOut; c++) {
          output[to + c] = (output[to + c] as number) + (sums[t * TILE + c] as number) + (bias[g.firstChannel + k + c] as number);
        }
      }
    }
  }
}

/** sums [4, 4] = patches [4, depth] · columns [depth, 4]. Sixteen local variables, written out, so that none leaves its register. */
function multiplyTile(patches: Float32Array, row0: number, columns: Float32Array, column: number, depth: number, sums: Float64Array): void {
  let a0 = 0, a1 = 0, a2 = 0, a3 = 0, b0 = 0, b1 = 0, b2 = 0, b3 = 0;
  let c0 = 0, c1 = 0, c2 = 0, c3 = 0, d0 = 0, d1 = 0, d2 = 0, d3 = 0;
  const row1 = row0 + depth, row2 = row1 + depth, row3 = row2 + depth;
  for (let d = 0, at = column; d < depth; d++, at += TILE) {
    const w0 = columns[at] as number, w1 = columns[at + 1] as number, w2 = columns[at + 2] as number, w3 = columns[at + 3] as number;
    const a = patches[row0 + d] as number, b = patches[row1 + d] as number, c = patches[row2 + d] as number, e = patches[row3 + d] as number;
    a0 += a * w0; a1 += a * w1; a2 += a * w2; a3 += a * w3;
    b0 += b * w0; b1 += b * w1; b2 += b * w2; b3 += b * w3;
    c0 += c * w0; c1 += c * w1; c2 += c * w2; c3 += c * w3;
    d0 += e * w0; d1 += e * w1; d2 += e * w2; d3 += e * w3;
  }
  sums.set([a0, a1, a2, a3, b0, b1, b2, b3, c0, c1, c2, c3, d0, d1, d2, d3]);
}
