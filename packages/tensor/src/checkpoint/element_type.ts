/**
 * How numbers are stored on disk: PyTorch's storage classes and safetensors' dtypes, little-endian,
 * and how each floating format becomes float32 (IEEE 754-2019 §3.4; bfloat16 is float32 without its lower half).
 */
export interface StoredType {
  /** PyTorch's name of the dtype. */
  readonly name: string;
  /** Size of one element. */
  readonly bytes: number;
  /** "float" is read, "integer" is skipped (step counters), "other" is refused. */
  readonly kind: "float" | "integer" | "other";
}

const type = (name: string, bytes: number, kind: StoredType["kind"]): StoredType => ({ name, bytes, kind });

const float32 = type("float32", 4, "float");
const float16 = type("float16", 2, "float");
const bfloat16 = type("bfloat16", 2, "float");
const float64 = type("float64", 8, "float");
const untyped = type("untyped", 1, "integer");

/** By the class that a `.pth` names. */
export const storageTypes: ReadonlyMap<string, StoredType> = new Map([
  ["torch.FloatStorage", float32],
  ["torch.HalfStorage", float16],
  ["torch.BFloat16Storage", bfloat16],
  ["torch.DoubleStorage", float64],
  ["torch.LongStorage", type("int64", 8, "integer")],
  ["torch.IntStorage", type("int32", 4, "integer")],
  ["torch.ShortStorage", type("int16", 2, "integer")],
  ["torch.CharStorage", type("int8", 1, "integer")],
  ["torch.ByteStorage", type("uint8", 1, "integer")],
  ["torch.BoolStorage", type("bool", 1, "integer")],
  ["torch.UntypedStorage", untyped],
  ["torch.storage.UntypedStorage", untyped],
  ["torch.storage._UntypedStorage", untyped],
  ["torch.ComplexFloatStorage", type("complex64", 8, "other")],
  ["torch.ComplexDoubleStorage", type("complex128", 16, "other")],
  ["torch.QInt8Storage", type("qint8", 1, "other")],
  ["torch.QUInt8Storage", type("quint8", 1, "other")],
  ["torch.QInt32Storage", type("qint32", 4, "other")],
]);

/** By the `dtype` of a safetensors header. */
export const safetensorsTypes: ReadonlyMap<string, StoredType> = new Map([
  ["F32", float32],
  ["F16", float16],
  ["BF16", bfloat16],
  ["F64", float64],
  ["I64", type("int64", 8, "integer")],
  ["I32", type("int32", 4, "integer")],
  ["I16", type("int16", 2, "integer")],
  ["I8", type("int8", 1, "integer")],
  ["U64", type("uint64", 8, "integer")],
  ["U32", type("uint32", 4, "integer")],
  ["U16", type("uint16", 2, "integer")],
  ["U8", type("uint8", 1, "integer")],
  ["BOOL", type("bool", 1, "integer")],
  ["F8_E4M3", type("float8_e4m3fn", 1, "other")],
  ["F8_E5M2", type("float8_e5m2", 1, "other")],
  ["C64", type("complex64", 8, "other")],
]);

/** Copies `count` elements of a storage, `start`, `start + stride`…, to `out[at]`, `out[at + 1]`… */
export type RowReader = (out: Float32Array, at: number, start: number, stride: number, count: number) => void;

/** One loop per format, so that each is compiled for its own. float64 is rounded, the others are exact. */
export function rowReader(elements: StoredType, storage: Uint8Array): RowReader {
  const view = new DataView(storage.buffer, storage.byteOffset, storage.byteLength);
  switch (elements.name) {
    case "float32": return (out, at, start, stride, count) => {
      for (let i = 0; i < count; i++) out[at + i] = view.getFloat32(4 * (start + i * stride), true);
    };
    case "float64": return (out, at, start, stride, count) => {
      for (let i = 0; i < count; i++) out[at + i] = view.getFloat64(8 * (start + i * stride), true);
    };
    case "float16": return (out, at, start, stride, count) => {
      const words = new Uint32Array(out.buffer, out.byteOffset, out.length);
      for (let i = 0; i < count; i++) {
        const bits = view.getUint16(2 * (start + i * stride), true);
        // The half's fields in a float's places: the exponent, biased by 15 and not by 127, is 112 too small.
        words[at + i] = ((bits & 0x8000) << 16) | ((bits & 0x7fff) << 13) | (isFinite16(bits) ? 0 : 0x7f800000);
        if (isFinite16(bits)) out[at + i] = (out[at + i] ?? NaN) * 2 ** 112;
      }
    };
    case "bfloat16": return (out, at, start, stride, count) => {
      const words = new Uint32Array(out.buffer, out.byteOffset, out.length);
      for (let i = 0; i < count; i++) words[at + i] = view.getUint16(2 * (start + i * stride), true) << 16;
    };
    default: throw new TypeError(`${elements.name} is not a floating-point format`);
  }
}

/** A float16's exponent field is not all ones, as it is for infinities and NaN. */
const isFinite16 = (bits: number): boolean => (bits & 0x7c00) !== 0x7c00;

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
