// The specification's own cases, as the folder of test data has them: test_NAME/model.onnx, test_data_set_0/input_0.pb, output_0.pb, …
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { readOnnx, readOnnxTensor, type OnnxCase } from "@camlucida/tensor/testing/onnx_case";

type Tensor = ReturnType<typeof readOnnxTensor>;

/** A case with what must come out. */
export interface StoredCase extends OnnxCase {
  readonly name: string; // without "test_"
  readonly outputs: readonly Tensor[];
}

/** A case, or why its files are none of ours: sequences, maps, text. */
export type CaseFile = StoredCase | { readonly name: string; readonly unreadable: string };

/** The names of all cases, in order. @param folder of the cases */
export const caseNames = async (folder: string): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.startsWith("test_")).map((name) => name.slice("test_".length)).toSorted();

export async function readCase(folder: string, name: string): Promise<CaseFile> {
  const place = join(folder, `test_${name}`);
  try {
    const model = readOnnx(await bytesOf(join(place, "model.onnx")));
    const [given, outputs] = await Promise.all(["input", "output"].map((what) => tensorsIn(join(place, "test_data_set_0"), what)));
    const inputs = new Map(model.inputs.flatMap((input, at) => { const tensor = given?.[at]; return tensor ? [[input.name, tensor] as const] : []; }));
    return { name, model, inputs, outputs: outputs ?? [] };
  } catch (error) {
    return { name, unreadable: error instanceof Error ? error.message : String(error) };
  }
}

const bytesOf = async (path: string): Promise<Uint8Array> => new Uint8Array(await readFile(path));

async function tensorsIn(folder: string, what: string): Promise<Tensor[]> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(what)).toSorted((a, b) => numberIn(a) - numberIn(b));
  return Promise.all(names.map(async (name) => readOnnxTensor(await bytesOf(join(folder, name)))));
}

const numberIn = (name: string): number => Number(/\d+/.exec(name)?.[0]);
