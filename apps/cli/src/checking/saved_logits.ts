// The logits in a NumPy file: magic, version, header length, header (a Python dictionary), then the numbers.
// Source: numpy.lib.format, versions 1.0 to 3.0. Float32 and float64, little-endian, [classes] or [1, classes].
import { CheckError, messageOf } from "../errors/errors.ts";
import { readRegular } from "../files/regular.ts";

/** @param name of the file, for messages. @throws CheckError "check-malformed" */
export function logitsIn(bytes: Uint8Array, name: string): Float64Array {
  const { header, start } = headerOf(bytes, name);
  const type = /'descr': *'([^']*)'/.exec(header)?.[1];
  const size = { "<f4": 4, "<f8": 8 }[type ?? ""];
  if (size === undefined) throw malformed(name, `its numbers are ${JSON.stringify(type ?? "of no known type")}`);
  const shape = (/'shape': *\(([^)]*)\)/.exec(header)?.[1] ?? "").split(",").filter((side) => side.trim() !== "").map(Number);
  const classes = shape.at(-1) ?? 0;
  if (!(shape.length === 1 || (shape.length === 2 && shape[0] === 1)) || classes < 1) throw malformed(name, `its shape is (${shape.join(", ")})`);
  if (bytes.length - start !== classes * size) throw malformed(name, `${classes} numbers take ${classes * size} bytes, it has ${bytes.length - start}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset + start);
  return Float64Array.from({ length: classes }, (_, at) => (size === 4 ? view.getFloat32(at * 4, true) : view.getFloat64(at * 8, true)));
}

function headerOf(bytes: Uint8Array, name: string): { header: string; start: number } {
  const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
  if (bytes.length < 12 || magic.some((byte, at) => bytes[at] !== byte)) throw malformed(name, "it is no .npy file");
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const wide = (bytes[6] ?? 0) > 1; // from version 2.0 on the length has four bytes
  const begin = wide ? 12 : 10;
  const start = begin + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  if (start > bytes.length) throw malformed(name, "it ends within its header");
  return { header: new TextDecoder("latin1").decode(bytes.subarray(begin, start)), start };
}

const malformed = (name: string, problem: string): CheckError => new CheckError("check-malformed",
  `${name}: ${problem}; expected the logits of one picture, float32 or float64, (classes,) or (1, classes). In Python: numpy.save("logits.npy", logits.float().cpu().numpy()).`);

export interface SavedLogits {
  readonly file: string; // as typed
  readonly logits: Float64Array; // [classes]
}

const sizeLimit = 64 * 1024 * 1024; // bytes: eight million classes

/** @throws CheckError "check-unreadable", "check-malformed" */
export async function readLogits(file: string): Promise<SavedLogits> {
  const bytes = await readRegular(file, sizeLimit).catch((error: unknown) => {
    throw new CheckError("check-unreadable", `${file} cannot be read (${messageOf(error)}). Give the .npy file that holds the picture's logits.`, { cause: error });
  });
  return { file, logits: logitsIn(bytes, file) };
}

/** @throws CheckError "check-classes" where the network has another number of classes */
export function requireClasses({ file, logits }: SavedLogits, classes: number): void {
  if (logits.length === classes) return;
  throw new CheckError("check-classes", `${file} holds ${logits.length} logits, the network has ${classes} classes. Was it saved from this checkpoint, and from its last layer?`);
}
