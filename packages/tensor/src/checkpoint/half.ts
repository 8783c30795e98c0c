// float32 → float16, rounded to the nearest, ties to even. Source: IEEE 754-2019 §3.4 and §4.3.1.

const word = new Uint32Array(1);
const number = new Float32Array(word.buffer);

/** The 16 bits of a number's half; beyond ±65519 that is infinity. */
export function halfBits(value: number): number {
  number[0] = value;
  const bits = word[0] as number;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00; // NaN
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // rounds to 65536 or more
  if (magnitude < 0x38800000) { // below 2^-14 halves are whole multiples of 2^-24
    const scaled = Math.abs(value) * 2 ** 24;
    const down = Math.floor(scaled);
    const up = scaled - down > 0.5 || (scaled - down === 0.5 && down % 2 === 1);
    return sign | (down + Number(up));
  }
  const kept = (magnitude - 0x38000000) >>> 13; // the exponent's bias becomes 15, 10 bits of the fraction stay
  const rest = magnitude & 0x1fff;
  const up = rest > 0x1000 || (rest === 0x1000 && (kept & 1) === 1);
  return sign | (kept + Number(up)); // a carry runs into the exponent, as it should
}

/** Little-endian. [n] → [2n] bytes */
export function halvesOf(data: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * data.length));
  data.forEach((value, at) => view.setUint16(2 * at, halfBits(value), true));
  return new Uint8Array(view.buffer);
}
