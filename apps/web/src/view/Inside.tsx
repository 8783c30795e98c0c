// The network as a drawing: its stages, the layers of one of them or of all, and what a layer made of the photograph.
import { useEffect, useMemo, useState } from "preact/hooks";
import { partsOf, type NetworkPart } from "../drawing/parts.ts";
import type { Inside as Facts } from "../engine/protocol.ts";
import { WHOLE } from "../page/address.ts";
import type { Page } from "../page/page.ts";
import { SourceMark, SourceMarks } from "../sources/SourceMark.tsx";
import { LayerPanel } from "./LayerPanel.tsx";
import { NetworkDrawing } from "./NetworkDrawing.tsx";
import { PartsDrawing } from "./PartsDrawing.tsx";

type Times = ReadonlyMap<string, number>; // by layer, ms

export function Inside({ page }: { readonly page: Page }) {
  const words = page.text.value.inside;
  const { marks } = page.text.value.sources;
  const [facts, setFacts] = useState<Facts | undefined>(undefined);
  const [times, setTimes] = useState<Times | undefined>(undefined);
  const [measuring, setMeasuring] = useState(false);
  const [stageName, chosen] = [page.stage.value, page.inside.value];
  const chooseStage = (name: string): void => { page.stage.value = name; };
  const choose = (name: string): void => { page.inside.value = name; };
  const able = page.model.value !== undefined && page.photo.value?.prediction !== undefined && page.photo.value.by === undefined;
  const model = page.model.value;
  useEffect(() => {
    [setFacts, setTimes].forEach((forget) => forget(undefined)); // another network's
    if (able) void page.client.engine.insideFacts().then(setFacts, page.report);
  }, [able, model]);
  const parts = useMemo(() => partsOf(facts?.layers ?? []), [facts]);
  if (!able) return <section class="panel"><p>{words.needs}</p></section>;
  const layers = facts?.layers ?? [];
  const measure = (): void => {
    setMeasuring(true);
    void page.client.engine.insideTimes()
      .then((found) => setTimes(new Map(layers.map(({ name }, at) => [name, found[at] ?? 0]))), page.report)
      .finally(() => setMeasuring(false));
  };
  const timeOf = (some: NetworkPart["layers"]): string => milliseconds(totalOf(some, times));
  const layer = layers.find(({ name }) => name === chosen);
  const whole = stageName === WHOLE;
  const stage = parts.find(({ title }) => title === stageName) ?? parts.find((part) => part.layers.some(({ name }) => name === chosen)) ?? parts[0];
  const title = whole ? words.whole : words.layers(stage?.title ?? "");
  return (
    <>
      <section class="panel" aria-labelledby="network-title">
        <h2 id="network-title">{words.network}</h2>
        <p class="note">{words.intro}</p>
        <div class="row">
          <button type="button" disabled={measuring || !facts} onClick={measure}>{measuring ? words.measuring : words.measure}</button>
          <button type="button" disabled={!facts} aria-pressed={whole} onClick={() => chooseStage(WHOLE)}>{words.whole}</button>
        </div>
        <SourceMarks page={page}>
          <SourceMark page={page} path="packages/cam/src/network/network_graph.ts" name="unfusedGraph">{marks.network}</SourceMark>
          <SourceMark page={page} path="packages/tensor/src/graph/fuse.ts" name="fuse">{marks.fused}</SourceMark>
          <SourceMark page={page} path="apps/web/src/drawing/layered_layout.ts" name="layOut">{marks.drawing}</SourceMark>
          <SourceMark page={page} path="packages/tensor/src/devices/webgpu/profile.ts" name="timeSteps">{marks.time}</SourceMark>
        </SourceMarks>
        {times && <p class="note" role="status">{words.timesNote(timeOf(layers))}</p>}
        {facts ? <NetworkDrawing title={words.network} stages={parts} chosen={whole ? undefined : stage} choose={chooseStage} note={timeOf} /> : <p class="note drawing-place">{page.text.value.working}</p>}
      </section>
      <div class="workbench inside">
        <section class="panel" aria-labelledby="layers-title">
          <h2 id="layers-title">{title}</h2>
          {stage && <PartsDrawing key={whole ? WHOLE : stage.key} page={page} title={title} parts={whole ? parts : partsIn(stage)} chosen={chosen} choose={choose} note={timeOf} />}
          <p class="note">{words.walk}</p>
        </section>
        {layer && facts ? <LayerPanel key={layer.name} page={page} layer={layer} shader={facts.shaders[layer.shader] ?? ""} time={times?.get(layer.name)} /> : <section class="panel"><p class="note">{words.choose}</p></section>}
      </div>
    </>
  );
}

/** A stage of one layer is that layer. */
const partsIn = (stage: NetworkPart): readonly NetworkPart[] => (stage.parts.length > 0 ? stage.parts : [stage]);

const milliseconds = (time: number | undefined): string => (time === undefined ? "" : `${time.toFixed(2)} ms`);

function totalOf(layers: NetworkPart["layers"], times: Times | undefined): number | undefined {
  const found = layers.map(({ name }) => times?.get(name));
  return found.some((time) => time === undefined) ? undefined : found.reduce<number>((sum, time) => sum + (time ?? 0), 0);
}
