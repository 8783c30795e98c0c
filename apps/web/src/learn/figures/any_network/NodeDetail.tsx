// One node in words: what it became, with which others, where the axes of its output lie, in which step it runs.
import type { OnnxNodeReading, OnnxReading } from "../../../engine/onnx_reading.ts";
import { SourceMark } from "../../../sources/SourceMark.tsx";
import type { FigureProps } from "../../figure.ts";
import type { AnyNetworkWords } from "../any_network.words.ts";
import { axesHere, axisNames } from "./axes.ts";

interface NodeDetailProps extends Pick<FigureProps, "page"> {
  readonly words: AnyNetworkWords;
  readonly reading: OnnxReading;
  readonly at: number; // in `reading.nodes`
}

export function NodeDetail({ words, page, reading, at }: NodeDetailProps) {
  const node = reading.nodes[at];
  if (!node) return null;
  const steps = node.steps.map((step) => reading.steps[step]?.kind ?? "");
  const sentence = node.joined.length > 0
    ? words.joined(1 + node.joined.length, [node, ...node.joined].map(({ op }) => op).join(" + "), steps.join(" + "))
    : words.alone(node.op, steps.length > 0 ? steps.join(" + ") : words.became[node.became]);
  return (
    <section class="node-detail" aria-live="polite">
      <h3>{node.op} <small>{node.name}</small></h3>
      <p>{sentence} {sourceOf(node) && <SourceMark page={page} path={sourceOf(node)?.[0] ?? ""} name={sourceOf(node)?.[1] ?? ""} />}</p>
      {node.steps.length > 0 && <p>{runsSentence(words, reading, node)}</p>}
      {node.weights.length > 0 && <p class="note">{words.weights}: {node.weights.map(({ name, shape }) => `${name} [${shape.join(", ")}]`).join(", ")}</p>}
      {node.output && <Axes words={words} output={node.output} />}
    </section>
  );
}

/** Where what was recognised, or bookkept, is written. */
function sourceOf({ op, joined, became }: OnnxNodeReading): readonly [path: string, name: string] | undefined {
  const patterns = "packages/tensor/src/onnx/operators";
  if (became === "placed") return ["packages/tensor/src/onnx/placed.ts", "reshapePlaced"];
  if (joined.length === 0) return undefined;
  if (op === "Erf") return [`${patterns}/patterns.ts`, "erf"];
  if (op === "ReduceMean") return [`${patterns}/patterns.ts`, "layerNormFrom"];
  if (op === "Sigmoid") return [`${patterns}/activation_patterns.ts`, "siluFrom"];
  if (op === "HardSigmoid") return [`${patterns}/activation_patterns.ts`, "hardSwishFrom"];
  if (op === "MatMul") return [`${patterns}/matrix.ts`, "matMul"];
  return undefined;
}

function runsSentence(words: AnyNetworkWords, { steps }: OnnxReading, node: OnnxNodeReading): string {
  const run = steps[node.steps.at(-1) ?? -1]?.runs ?? 0;
  const together = steps.filter(({ runs }) => runs === run).map(({ kind }) => kind);
  return together.length > node.steps.length ? words.runsWith(run + 1, together.join(" + ")) : words.runsAlone(run + 1);
}

/** The output's axes as ONNX names them, above those of the engine's array; the same axis has the same letter. */
function Axes({ words, output }: { readonly words: AnyNetworkWords; readonly output: NonNullable<OnnxNodeReading["output"]> }) {
  const named = axisNames(output);
  const row = (title: string, lengths: readonly number[], names: readonly string[]) => (
    <div class="axes-row">
      <span class="axes-title">{title}</span>
      <span class="axes-boxes">{lengths.map((length, at) => <span key={at} class={`axis axis-${names[at]?.charAt(0) ?? "x"}`}><b>{names[at]}</b> {length}</span>)}</span>
    </div>
  );
  return (
    <div class="axes">
      {row(words.inOnnx, output.shape, named)}
      {row(words.here, output.here, axesHere(output.here.length))}
    </div>
  );
}
