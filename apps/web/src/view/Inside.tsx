// The network layer by layer: what each made of the photograph, how long it took, and the shader that computed it.
import { useEffect, useState } from "preact/hooks";
import type { Inside as Facts, InsideLayer } from "../engine/protocol.ts";
import type { Page } from "../page/page.ts";
import { LayerPanel } from "./LayerPanel.tsx";

export function Inside({ page }: { readonly page: Page }) {
  const words = page.text.value.inside;
  const [facts, setFacts] = useState<Facts | undefined>(undefined);
  const [times, setTimes] = useState<readonly number[] | "measuring" | undefined>(undefined);
  const [chosen, choose] = useState<string | undefined>(undefined);
  const able = page.model.value !== undefined && page.photo.value?.sight !== undefined && page.photo.value.by === undefined;
  const photo = page.photo.value;
  useEffect(() => {
    if (able) void page.client.engine.lookInside().then(setFacts, page.report);
  }, [able, photo]);
  if (!able) return <section class="panel"><p>{words.needs}</p></section>;
  const measure = (): void => {
    setTimes("measuring");
    void page.client.engine.insideTimes().then(setTimes, (error: unknown) => {
      setTimes(undefined);
      page.report(error);
    });
  };
  const layers = facts?.layers ?? [];
  const at = layers.findIndex(({ name }) => name === chosen);
  const layer = layers[at];
  const time = Array.isArray(times) ? (times as readonly number[])[at] : undefined;
  return (
    <div class="workbench inside">
      <section class="panel" aria-labelledby="layers-title">
        <h2 id="layers-title">{words.layers}</h2>
        <p class="note">{words.intro}</p>
        <button type="button" disabled={times === "measuring" || !facts} onClick={measure}>{times === "measuring" ? words.measuring : words.measure}</button>
        {stagesOf(layers).map(({ stage, own }) => (
          <details key={stage} class="stage-of-network" open={own.some(({ name }) => name === chosen) || undefined}>
            <summary>{stage} <small>{own.at(-1)?.shape.slice(1).join("×")}</small></summary>
            <ol>{own.map((some) => <LayerRow key={some.name} layer={some} chosen={some.name === chosen} choose={choose} times={times} at={layers.indexOf(some)} />)}</ol>
          </details>
        ))}
      </section>
      {layer ? <LayerPanel key={layer.name} page={page} layer={layer} time={time} /> : <section class="panel"><p class="note">{words.intro}</p></section>}
    </div>
  );
}

interface RowProps {
  readonly layer: InsideLayer;
  readonly chosen: boolean;
  choose(name: string): void;
  readonly times: readonly number[] | "measuring" | undefined;
  readonly at: number;
}

function LayerRow({ layer: { name, op, shape }, chosen, choose, times, at }: RowProps) {
  const time = times === "measuring" ? undefined : times?.[at];
  return (
    <li>
      <button type="button" class="layer" data-op={op} aria-pressed={chosen} onClick={() => choose(name)}>
        <span>{name}</span> <small>{op} {shape.slice(1).join("×")}{time === undefined ? "" : ` · ${time.toFixed(2)} ms`}</small>
      </button>
    </li>
  );
}

/** Neighbours of one stage together. */
function stagesOf(layers: readonly InsideLayer[]): { stage: string; own: readonly InsideLayer[] }[] {
  const stages = [...new Set(layers.map(({ stage }) => stage))];
  return stages.map((stage) => ({ stage, own: layers.filter((layer) => layer.stage === stage) }));
}
