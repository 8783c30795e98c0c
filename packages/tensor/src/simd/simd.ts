// WebAssembly SIMD: the memory that its product reads and writes, and what is laid out there.
// From address 0 up: packed weights, kept for good; above them a workspace that every step lays out anew.
import { DeviceError } from "../errors.ts";
import { plain, relaxed } from "./product.wasm.ts";

/** See product.assembly.ts. */
type Product = (
  pixels: number, count: number, runs: number, runCount: number, length: number,
  weights: number, bias: number, output: number, channels: number, floor: number,
) => void;

/** An open WebAssembly instance and its memory, which goes when nobody holds it. */
export interface Simd {
  readonly name: string;
  readonly product: Product;
  /** Says which arrays never change: only what is made of these may be kept. */
  know(constants: Iterable<Float32Array>): void;
  knows(array: Float32Array): boolean;
  /**
   * The address of numbers made once of a constant array.
   * @param form which numbers, where several are made of one array
   */
  keep(constant: Float32Array, form: string, make: () => Float32Array): number;
  /**
   * A workspace of zeros, valid until the next call of `keep` or `workspace`.
   * @param lengths of its arrays, in numbers of four bytes
   * @returns their addresses
   * @throws DeviceError "out-of-memory"
   */
  workspace(lengths: readonly number[]): number[];
  floats(address: number, length: number): Float32Array;
  words(address: number, length: number): Uint32Array;
}

export interface SimdModule {
  readonly name: string;
  readonly code: string; // base64
}

/** Relaxed SIMD rounds a product and its sum once; Node 20 and Safari have no such thing. */
export const simdModules: readonly SimdModule[] = [
  { name: "WebAssembly, relaxed SIMD", code: relaxed },
  { name: "WebAssembly, SIMD", code: plain },
];

const PAGE = 65_536; // bytes
const LINE = 64; // bytes: every array begins on a cache line of its own

/**
 * @param modules in base64, best first: the first that this machine accepts is taken
 * @returns undefined where it accepts none: then the TypeScript references do the work
 */
export function openSimd(modules: readonly SimdModule[] = simdModules): Simd | undefined {
  const accepted = modules.map(({ name, code }) => ({ name, code: bytesOf(code) })).find(({ code }) => WebAssembly.validate(code));
  if (!accepted) return undefined;
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(accepted.code), { env: { memory } });
  const constants = new WeakSet<Float32Array>();
  const kept = new WeakMap<Float32Array, Map<string, number>>();
  let end = 0; // of what is kept
  const floats = (address: number, length: number): Float32Array => new Float32Array(memory.buffer, address, length);

  const layOut = (lengths: readonly number[]): number[] => {
    let at = end;
    const addresses = lengths.map((length) => {
      const address = at;
      at = Math.ceil((at + length * 4) / LINE) * LINE;
      return address;
    });
    grow(memory, at);
    new Uint8Array(memory.buffer, end, at - end).fill(0);
    return addresses;
  };

  return {
    name: accepted.name,
    product: exports["product"] as Product,
    know: (arrays) => { for (const array of arrays) constants.add(array); },
    knows: (array) => constants.has(array),
    keep: (constant, form, make) => {
      const forms = kept.get(constant) ?? new Map<string, number>();
      kept.set(constant, forms);
      const known = forms.get(form);
      if (known !== undefined) return known;
      const numbers = make();
      const [address = 0] = layOut([numbers.length]);
      floats(address, numbers.length).set(numbers);
      end = Math.ceil((address + numbers.length * 4) / LINE) * LINE;
      forms.set(form, address);
      return address;
    },
    workspace: layOut,
    floats,
    words: (address, length) => new Uint32Array(memory.buffer, address, length),
  };
}

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));

function grow(memory: WebAssembly.Memory, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
  if (missing <= 0) return;
  try {
    memory.grow(missing);
  } catch (cause) {
    throw new DeviceError("out-of-memory", `cpu: no room for ${(bytes / 2 ** 20).toFixed(0)} MB of WebAssembly memory, of which there can be 4096 MB. Use a smaller network or fewer images at once.`, { cause });
  }
}
