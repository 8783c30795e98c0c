// Where it was measured.
import manifest from "../package.json" with { type: "json" };
import { reportAdapter } from "../../packages/tensor/src/index.ts";
import type { Runtime } from "./contenders/index.ts";
import type { Machine } from "./reports/case.ts";

const peers = ["@tensorflow/tfjs-core", "onnxruntime-web", "onnxruntime-node", "@jax-js/jax"] as const;

/** @param more versions than package.json knows */
export async function machineOf(runtime: Runtime, more: Readonly<Record<string, string>> = {}): Promise<Machine> {
  const report = await reportAdapter();
  return {
    runtime,
    agent: navigator.userAgent.match(/(?:Headless)?Chrome\/[\d.]+|Deno\/[\d.]+/)?.[0].replace("HeadlessChrome", "Chrome") ?? navigator.userAgent,
    adapter: report ? `${report.name} (${report.backend}, ${report.kind})` : "no WebGPU",
    cores: navigator.hardwareConcurrency,
    versions: { ...Object.fromEntries(peers.map((name) => [name, manifest.dependencies[name]])), ...more },
  };
}
