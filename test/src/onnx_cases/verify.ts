// `npm run verify -- onnx [FOLDER]`: the specification's own cases, node by node, on every device; writes docs/onnx.md. FOLDER holds test_NAME/model.onnx and
// test_data_set_0/*.pb, as onnx/backend/test/data/node does; unless said that of CAMLUCIDA_ONNX_CASES, or where Debian's libonnx-testdata puts it.
import { writeFile } from "node:fs/promises";
import process from "node:process";
import { openGpu, openReference, openWasm, webGpuDevice, type Device } from "@camlucida/tensor";
import { computedOperators } from "@camlucida/tensor/testing/onnx_case";
import { caseNames, readCase, type StoredCase } from "./cases.ts";
import { exclusions } from "./exclusions.ts";
import { failures, reportOf, type CaseResult } from "./report.ts";
import { runCase } from "./run.ts";

const debian = "/usr/share/libonnx-testdata/data/node";
const [folder = process.env["CAMLUCIDA_ONNX_CASES"] ?? debian] = process.argv.slice(2);

const kindInWords: Readonly<Record<string, string>> = { reference: "the reference", wasm: "WebAssembly", webgpu: "WebGPU" };

const gpu = await openGpu().catch(() => undefined);
const devices: readonly Device[] = [openReference(), openWasm(), gpu && webGpuDevice(gpu)].filter((device) => device !== undefined);
const names = await caseNames(folder).catch(() => {
  throw new Error(`There are no cases in ${folder}. Install libonnx-testdata (Debian), or clone https://github.com/onnx/onnx and say: npm run verify -- onnx ONNX/onnx/backend/test/data/node`);
});

const results: CaseResult[] = [];
const stale = new Set(exclusions);
for (const name of names) results.push(await resultOf(name));

async function resultOf(name: string): Promise<CaseResult> {
  const file = await readCase(folder, name);
  if ("unreadable" in file) return { name, operators: [], opset: 0, reason: "sequences, optional values and text: no tensors" };
  const { model: { nodes, opset } } = file;
  const operators = [...new Set(nodes.map(({ op }) => op))];
  const about = { name, operators, opset };
  const foreign = nodes.find(({ op, domain }) => domain !== "" || !computedOperators.has(op))?.op;
  if (foreign) return { ...about, foreign };
  if (!isOfFloats(file)) return { ...about, reason: "numbers of other types than float32 alone, which no network computes with here" };
  const exclusion = exclusions.find((each) => each.names.test(name));
  const outcome = await runCase(file, devices);
  const result = { ...about, outcome };
  if (!exclusion || failures([result]).length === 0) return result; // what is expected to be left out and is right counts
  stale.delete(exclusion);
  return { ...about, reason: exclusion.reason };
}

/** Whether float32 goes in or, of what is known alone, comes out, and no float of another type does. */
function isOfFloats({ inputs, outputs, model }: StoredCase): boolean {
  const types = [...inputs.values(), ...outputs].map(({ type }) => type);
  const known = [...inputs.values()].every(({ type }) => type === "int64") && model.nodes.length > 0; // shapes
  return (types.includes("float") || known) && !types.includes("string");
}

const wrong = failures(results);
for (const { name, outcome } of wrong) console.error(`${name}: ${JSON.stringify(outcome)}`);
for (const { reason } of stale) console.error(`No case is left out any more for: ${reason}`);
const source = "onnx/backend/test/data/node, as Debian's libonnx-testdata has them";
const report = reportOf(results, computedOperators, devices.map(({ kind }) => kindInWords[kind] ?? kind), source);
await writeFile(new URL("../../../docs/onnx.md", import.meta.url), report);
console.log(/\*\*(.*)\*\*/.exec(report)?.[1], `(${devices.map(({ name }) => name).join("; ")}) → docs/onnx.md`);
gpu?.dispose();
process.exitCode = wrong.length + stale.size > 0 ? 1 : 0;
