// What every consumer must find: the logits that PyTorch saved of the picture (test/reference_conventions.py).
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../install.mjs";

const file = readFileSync(join(root, "test/fixtures/conventions/chelsea.npy"));
const numbers = file.subarray(10 + file.readUInt16LE(8)); // behind NumPy's header, float32
const saved = Array.from({ length: numbers.length / 4 }, (_, at) => numbers.readFloatLE(4 * at));

/** Of the logits' range, 7.6: float32 sums in another order, over twenty layers. */
const TOLERANCE = 1e-4 * (Math.max(...saved) - Math.min(...saved));

/** @param where it was found, for messages. @returns the device. @throws Error where anything differs */
export function check(where, { device, logits, residual, cells, pixels }) {
  const differences = saved.map((value, at) => Math.abs(value - logits[at]));
  if (logits.length !== saved.length || !(Math.max(...differences) < TOLERANCE)) throw new Error(`${where}: logits ${logits.join(", ")}; PyTorch has ${saved.join(", ")}`);
  if (!(residual < TOLERANCE)) throw new Error(`${where}: the map misses its logit by ${residual}`);
  if (String(cells) !== "7,7,14,14") throw new Error(`${where}: maps of ${cells} cells; expected 7×7 and 14×14`);
  if (String(pixels) !== "451,300") throw new Error(`${where}: a picture of ${pixels} pixels; expected 451×300`);
  return device;
}
