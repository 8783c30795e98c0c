// The network as a drawing: its stages, the layers of one of them, and what a layer made of the photograph.
import { useEffect, useState } from "preact/hooks";
import type { Inside as Facts, InsideLayer } from "../engine/protocol.ts";
import type { Page } from "../page/page.ts";
import { LayerPanel } from "./LayerPanel.tsx";
import { NetworkDrawing, type Stage } from "./NetworkDrawing.tsx";
import { StageDrawing } from "./StageDrawing.tsx";

type Times = ReadonlyMap<string, number>; // by layer, ms

export function Inside({ page }: { readonly page: Page }) {
  const words = page.text.value.inside;
  const [facts, setFacts] = useState<Facts | undefined>(undefined);
  const [times, setTimes] = useState<Times | undefined>(undefined);
  const [measuring, setMeasuring] = useState(false);
  const [stageName, chosen] = [page.stage.value, page.inside.value];
  const chooseStage = (name: string): void => { page.stage.value = name; };
  const choose = (name: string): void => { page.inside.value = name; };
  const able = page.model.value !== undefined && page.photo.value?.prediction !== undefined && page.photo.value.by === undefined;
  const photo = page.photo.value;
  useEffect(() => {
    if (able) void page.client.engine.insideFacts().then(setFacts, page.report);
  }, [able, photo]);
  if (!able) return <section class="panel"><p>{words.needs}</p></section>;
  const layers = facts?.layers ?? [];
  const measure = (): void => {
    setMeasuring(true);
    void page.client.engine.insideTimes()
      .then((found) => setTimes(new Map(layers.map(({ name }, at) => [name, found[at] ?? 0]))), page.report)
      .finally(() => setMeasuring(false));
  };
  const timeOf = (name: string): number | undefined => times?.get(name);
  const stages = stagesOf(layers);
  const layer = layers.find(({ name }) => name === chosen);
  const stage = stages.find(({ name }) => name === (stageName ?? layer?.stage)) ?? stages[0];
  return (
    <>
      <section class="panel" aria-labelledby="network-title">
        <h2 id="network-title">{words.network}</h2>
        <p class="note">{words.intro}</p>
        <div class="row"><button type="button" disabled={measuring || !facts} onClick={measure}>{measuring ? words.measuring : words.measure}</button></div>
        {times && <p class="note" role="status">{words.timesNote(milliseconds(totalOf({ layers }, timeOf)))}</p>}
        <NetworkDrawing title={words.network} stages={stages} chosen={stage?.name} choose={chooseStage} note={(of) => milliseconds(totalOf(of, timeOf))} />
      </section>
      <div class="workbench inside">
        <section class="panel" aria-labelledby="layers-title">
          <h2 id="layers-title">{words.layers(stage?.name ?? "")}</h2>
          {stage && <StageDrawing stage={stage} chosen={chosen} choose={choose} note={(name) => milliseconds(timeOf(name))} />}
        </section>
        {layer ? <LayerPanel key={layer.name} page={page} layer={layer} time={timeOf(layer.name)} /> : <section class="panel"><p class="note">{words.choose}</p></section>}
      </div>
    </>
  );
}

const milliseconds = (time: number | undefined): string => (time === undefined ? "" : `${time.toFixed(2)} ms`);

function totalOf({ layers }: Pick<Stage, "layers">, timeOf: (name: string) => number | undefined): number | undefined {
  const times = layers.map(({ name }) => timeOf(name));
  return times.some((time) => time === undefined) ? undefined : times.reduce<number>((sum, time) => sum + (time ?? 0), 0);
}

function stagesOf(layers: readonly InsideLayer[]): Stage[] {
  const names = [...new Set(layers.map(({ stage }) => stage))];
  return names.map((name) => ({ name, layers: layers.filter(({ stage }) => stage === name) }));
}
