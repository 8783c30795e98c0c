/**
 * out[r,c] = Σ over k of g[r,k] · w[c,k], summed in float64.
 * @param gradient [rows, Cout]; @param weight [Cin, Cout]
 * @returns [rows, Cin]
 */
export function linearAdjointCpu(gradient: Float32Array, weight: Float32Array, cout: number): Float32Array {
  const cin = weight.length / cout;
  const output = new Float32Array((gradient.length / cout) * cin);
  output.forEach((_, at) => {
    const row = Math.floor(at / cin) * cout;
    const column = (at % cin) * cout;
    let sum = 0;
    for (let k = 0; k < cout; k++) sum += (gradient[row + k] as number) * (weight[column + k] as number);
    output[at] = sum;
  });
  return output;
}
