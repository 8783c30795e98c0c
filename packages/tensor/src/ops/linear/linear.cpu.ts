/**
 * out[r,k] = b[k] + Σ over c of in[r,c] · w[c,k], summed in float64.
 * @param input [rows, Cin]; @param weight [Cin, Cout]; @param bias [Cout]
 */
export function linearCpu(input: Float32Array, weight: Float32Array, bias: Float32Array): Float32Array {
  const cout = bias.length;
  const cin = weight.length / cout;
  const rows = input.length / cin;
  const output = new Float32Array(rows * cout);
  const sums = new Float64Array(cout);
  for (let row = 0; row < rows; row++) {
    sums.set(bias);
    for (let c = 0; c < cin; c++) {
      const x = input[row * cin + c] as number;
      for (let k = 0, at = c * cout; k < cout; k++, at++) sums[k] = (sums[k] as number) + x * (weight[at] as number);
    }
    output.set(sums, row * cout);
  }
  return output;
}
