// A process of its own that reads one .onnx file, whole, and says with which code it is refused and how far its memory grew beyond the file.
import { readFileSync } from "node:fs";
import process from "node:process";
import { CamlucidaError } from "@camlucida/tensor";
import { onnxNetwork, readOnnx } from "@camlucida/tensor/onnx";

const bytes = new Uint8Array(readFileSync(process.argv[2] ?? ""));
const before = process.resourceUsage().maxRSS;
let code = "";
try {
  const { graph } = onnxNetwork(readOnnx(bytes), { size: [9, 11] });
  for (const parameter of graph.parameters.values()) parameter.write(new Float32Array(parameter.length));
} catch (error) {
  code = error instanceof CamlucidaError ? error.code : `not ours: ${String(error)}`;
}
console.log(JSON.stringify({ code, grown: (process.resourceUsage().maxRSS - before) * 1024 })); // of kilobytes
