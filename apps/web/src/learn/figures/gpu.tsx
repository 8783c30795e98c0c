// The shader editor: a layer's own shader, or a rung of the ladder, edited and run in the network that is open.
import { useEffect, useState } from "preact/hooks";
import type { CompilerMessage, DeviceReason } from "@camlucida/tensor";
import type { InsideLayer } from "../../engine/protocol.ts";
import type { ShaderRung } from "../../engine/shader_protocol.ts";
import { SourceMark } from "../../sources/SourceMark.tsx";
import { Choice } from "../../view/controls.tsx";
import type { FigureProps } from "../figure.ts";
import { LayerChoice } from "../parts/LayerChoice.tsx";
import { plain } from "../parts/numbers.ts";
import "./gpu.css";
import { edits } from "./gpu/edits.ts";
import { type Ran, ShaderResult } from "./gpu/ShaderResult.tsx";
import { ShaderEditor } from "./gpu/ShaderEditor.tsx";
import { words } from "./gpu.words.ts";

export default function GpuFigure({ page, material }: FigureProps) {
  const own = words[page.language.value];
  const { layers } = material.inside;
  const [name, setName] = useState<string | undefined>(undefined);
  const layer = layers.find((some) => some.name === name) ?? layers.findLast(({ op, shape }) => op === "relu" && shape.length === 4) ?? layers[0];
  if (!layer) return null;
  return (
    <>
      <LayerChoice label={own.layer} layers={layers} value={layer.name} choose={setName} />
      <Workshop key={`${material.model.sha256} ${layer.name}`} page={page} material={material} layer={layer} />
    </>
  );
}

interface WorkshopProps extends FigureProps {
  readonly layer: InsideLayer;
}

/** One layer's shader. What was written stays when the device changes. */
function Workshop({ page, material, layer }: WorkshopProps) {
  const own = words[page.language.value];
  const rungs = useRungs(page, material, layer);
  const [rung, setRung] = useState<ShaderRung | undefined>(undefined);
  const original = rung?.wgsl ?? material.inside.shaders[layer.shader] ?? "";
  const [text, setText] = useState(original);
  const [messages, setMessages] = useState<readonly CompilerMessage[]>([]);
  const [yours, setYours] = useState<Ran | undefined>(undefined);
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<unknown>(undefined);
  const isGpu = material.model.device.kind === "gpu";
  const base = useOwnRun(page, material, layer);
  const change = (to: string): void => {
    setText(to);
    setMessages([]);
  };
  const begin = (number: string): void => {
    const chosen = rungs.find((some) => String(some.number) === number);
    setRung(chosen);
    setYours(undefined);
    change(chosen?.wgsl ?? material.inside.shaders[layer.shader] ?? "");
  };
  const run = (): void => {
    setRunning(true);
    [setFailure, setYours].forEach((forget) => forget(undefined));
    material.engine.runShader(layer.name, { wgsl: text, like: rung === undefined ? "layer" : "rung" }).then((found) => {
      setMessages(found.messages);
      if (found.compiled) setYours(found);
    }, setFailure).finally(() => setRunning(false));
  };
  return (
    <>
      {rungs.length > 0 && <Choice label={own.rung} value={String(rung?.number ?? 0)} choices={[["0", own.own], ...rungs.map(({ number, name }): [string, string] => [String(number), own.rungNamed(number, name)])]} choose={begin} />}
      <ShaderEditor
        label={own.editor(layer.name)} hint={isGpu ? own.hint : own.readOnly} text={text} readOnly={!isGpu} messages={messages} place={({ line, column }) => own.place(line, column)}
        change={change} run={() => { if (!running) run(); }}
      />
      {failure !== undefined && <p class="note trouble-note" role="alert">{own.failed(codeOf(failure))}</p>}
      {isGpu ? (
        <>
          <div class="row">
            <button type="button" class="primary" disabled={running} onClick={run}>{running ? own.running : own.run}</button>
            <button type="button" disabled={text === original && !yours} onClick={() => { change(original); setYours(undefined); }}>{own.reset}</button>
            {edits.map(({ name, apply }) => {
              const edited = apply(text);
              return edited !== undefined && <button key={name} type="button" onClick={() => change(edited)}>{own.edits[name]}</button>;
            })}
            <SourceMark page={page} path="apps/web/src/engine/run_shader.ts" name="runShader" />
          </div>
          <ShaderResult words={own} material={material} layer={layer} own={base} yours={yours} />
        </>
      ) : <OnCpu page={page} material={material} layer={layer} />}
    </>
  );
}

/** What the lab has for such a layer: a plain convolution. */
function useRungs(page: FigureProps["page"], { engine }: FigureProps["material"], { op, attributes, parameters }: InsideLayer): readonly ShaderRung[] {
  const [rungs, setRungs] = useState<readonly ShaderRung[]>([]);
  const { groups, dilationH, dilationW } = attributes;
  const isPlain = op === "conv" && groups === 1 && dilationH === 1 && dilationW === 1 && parameters.length === 2;
  useEffect(() => {
    if (isPlain) engine.shaderRungs().then(setRungs, page.report);
  }, [isPlain]);
  return isPlain ? rungs : [];
}

/** The layer by its own shader, for its time. */
function useOwnRun(page: FigureProps["page"], { engine, model, photo }: FigureProps["material"], layer: InsideLayer): Ran | undefined {
  const [found, setFound] = useState<Ran | undefined>(undefined);
  useEffect(() => {
    let current = true;
    setFound(undefined);
    if (model.device.kind === "gpu") engine.runShader(layer.name, { wgsl: undefined, like: "layer" }).then((run) => { if (current && run.compiled) setFound(run); }, (error: unknown) => { if (current) page.report(error); });
    return () => { current = false; };
  }, [layer.name, model.device, photo]);
  return found;
}

/** Without WebGPU: why, and how long the same layer takes in WebAssembly. */
function OnCpu({ page, material: { engine, model, inside, photo }, layer }: WorkshopProps) {
  const own = words[page.language.value];
  const [time, setTime] = useState<number | undefined>(undefined);
  useEffect(() => {
    engine.insideTimes().then((times) => setTime(times[inside.layers.findIndex(({ name }) => name === layer.name)]), page.report);
  }, [layer.name, photo]);
  return (
    <div role="status" data-cpu-time={time}>
      <p>{own.noGpu}</p>
      <p class="note">{page.text.value.model.reasons[model.device.reason]} {model.device.detail && <span lang="en">{model.device.detail}</span>}</p>
      {declined.includes(model.device.reason) && <p><button type="button" onClick={() => page.set({ device: "gpu" })}>{own.useGpu}</button></p>}
      <p>{time === undefined ? own.measuring : own.cpuTime(plain(time, 3))}</p>
    </div>
  );
}

/** There is a GPU, and it could be chosen. */
const declined: readonly DeviceReason[] = ["chosen", "software-gpu-is-slower"];

const codeOf = (error: unknown): string => String((error as { readonly code?: unknown }).code ?? error);
