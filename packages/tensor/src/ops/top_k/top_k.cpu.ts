/** The k largest of each row of `input` [rows, channels] → [rows, k, 2], pairs (index, value), equal values by index. */
export function topKCpu(input: Float32Array, channels: number, k: number): Float32Array {
  const pairs: number[] = [];
  for (let at = 0; at < input.length; at += channels) {
    const row = input.subarray(at, at + channels);
    const order = [...row.keys()].sort((a, b) => (row[b] as number) - (row[a] as number) || a - b);
    for (const index of order.slice(0, k)) pairs.push(index, row[index] as number);
  }
  return Float32Array.from(pairs);
}
