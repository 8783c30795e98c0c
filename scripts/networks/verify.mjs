// `npm run verify -- networks [NAME …]`: torchvision's networks, each by name from its state dict and by ONNX, held against PyTorch on the
// naive reference, in WebAssembly and on the GPUs of Deno and Chromium; what was found becomes the table of docs/networks.md. PYTHON is a
// Python with torch and torchvision (else python3). A network's files are made, tried and removed before the next one's.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "../install.mjs";
import { run } from "../launcher/run.mjs";
import { between } from "../document.mjs";
import { withFound } from "./table.mjs";

export const networks = [
  "alexnet", "vgg11_bn", "vgg16", "squeezenet1_1", "densenet121", "densenet201", "inception_v3", "googlenet", "shufflenet_v2_x1_0",
  "mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large", "mnasnet1_0", "efficientnet_b0", "efficientnet_b5", "efficientnet_v2_s",
  "regnet_x_400mf", "regnet_y_400mf", "convnext_tiny", "resnext50_32x4d", "wide_resnet50_2", "resnet50",
];
const runtimes = ["node", "deno", "chromium"];

const folder = join(root, "test/dist/networks");

/** @returns how many networks failed */
export async function verifyNetworks(chosen) {
  const unknown = chosen.find((name) => !networks.includes(name));
  if (unknown !== undefined) throw new Error(`"${unknown}" is none of the networks: ${networks.join(", ")}.`);
  mkdirSync(folder, { recursive: true });
  let failed = 0;
  for (const name of chosen.length > 0 ? chosen : networks) {
    const found = await held(name);
    failed += found.failed > 0 ? 1 : 0;
    between(join(root, "docs/networks.md"), "networks", (table) => withFound(table, found, networks)); // at once: a run may be cut short
    console.log(`${found.failed > 0 ? "✗" : "✓"} ${name}: ${found.trials.length} trials, ${found.failed} failed`);
  }
  return failed;
}

async function held(name) {
  const python = await run(process.env.PYTHON ?? "python3", [join(root, "test/reference_networks.py"), folder, name]);
  if (python !== 0) throw new Error(`test/reference_networks.py ended with ${python}: it needs Python with torch and torchvision; PYTHON=/path/to/python names one.`);
  const { parameters, float32, torch } = readJson(join(folder, `${name}.json`));
  const found = { name, parameters, float32, torch, trials: [], failed: 0 };
  for (const runtime of runtimes) {
    const report = join(root, `test/dist/test-report.${runtime}.json`);
    rmSync(report, { force: true });
    await run(process.execPath, ["../scripts/vitest.mjs", runtime, "src/networks/sweep"], { cwd: join(root, "test"), env: { CAMLUCIDA_NETWORK: name } });
    const tests = existsSync(report) ? readJson(report).testResults.flatMap(({ assertionResults }) => assertionResults) : [];
    const tried = tests.filter(({ status }) => status === "passed" || status === "failed");
    found.failed += Math.max(tried.filter(({ status }) => status === "failed").length, tried.length === 0 ? 1 : 0);
    found.trials.push(...tried.flatMap(({ meta }) => (meta.held ? [{ ...meta.held, runtime }] : [])));
    found.milliseconds ??= tried.map(({ meta }) => meta.milliseconds).find((each) => each !== undefined);
  }
  for (const ending of [".pth", "_13.onnx", "_17.onnx", "_float16.onnx"]) rmSync(join(folder, `${name}${ending}`), { force: true });
  return found;
}

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}
