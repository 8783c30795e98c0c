// One layer: its facts, what it made of the photograph, its shader.
import { colourMapNamed, type Image } from "@camlucida/cam";
import { useEffect, useState } from "preact/hooks";
import type { InsideLayer } from "../engine/protocol.ts";
import type { Page } from "../page/page.ts";
import { sourcesOfOp } from "../sources/made_by.ts";
import { SourceMark, SourceMarks } from "../sources/SourceMark.tsx";
import { scaled } from "../text/language.ts";
import { Picture } from "./Picture.tsx";

const AT_ONCE = 32; // feature maps

interface LayerProps {
  readonly page: Page;
  readonly layer: InsideLayer;
  readonly shader: string; // WGSL
  readonly time: number | undefined; // ms
}

export function LayerPanel({ page, layer, shader, time }: LayerProps) {
  const words = page.text.value.inside;
  const [values, setValues] = useState<Float32Array | undefined>(undefined);
  const [count, setCount] = useState(AT_ONCE);
  const photo = page.photo.value;
  useEffect(() => {
    void page.client.engine.insideValue(layer.name).then(setValues, page.report);
  }, [layer.name, photo]);
  const channels = layer.shape.at(-1) ?? 1;
  const isMap = layer.shape.length === 4;
  return (
    <section class="panel layer-panel" aria-labelledby="layer-title">
      <h2 id="layer-title">{layer.name} <small>{layer.op}</small></h2>
      <Facts page={page} layer={layer} time={time} />
      <LayerMarks page={page} layer={layer} />
      {values && isMap && (
        <>
          <h3>{words.maps(Math.min(count, channels), channels)}</h3>
          <ul class="feature-maps">
            {Array.from({ length: Math.min(count, channels) }, (_, channel) => (
              <li key={channel}><Picture image={featureMap(values, layer.shape, channel)} label={page.text.value.cell.channel(channel)} /></li>
            ))}
          </ul>
          {count < channels && <button type="button" onClick={() => setCount(count * 2)}>{words.more}</button>}
        </>
      )}
      {values && !isMap && <Numbers page={page} values={values} />}
      <h3>{words.source}</h3>
      {page.device.value?.kind === "cpu" && <p class="note">{words.onCpu}</p>}
      <p class="note"><code>{Object.entries(layer.constants).map(([name, value]) => `${name} = ${value}`).join(", ")}</code> · <code>dispatchWorkgroups({layer.workgroups.join(", ")})</code></p>
      <pre tabIndex={0} class="shader" aria-label={words.source}><code>{shader}</code></pre>
    </section>
  );
}

/** What computes the layer, forwards and backwards, and what counts and draws it. */
function LayerMarks({ page, layer: { op, opName } }: Pick<LayerProps, "page" | "layer">) {
  const { marks } = page.text.value.sources;
  const made = sourcesOfOp(op, opName);
  return (
    <SourceMarks page={page}>
      {made && <SourceMark page={page} {...made.step}>{marks.step}</SourceMark>}
      {made && <SourceMark page={page} {...made.shader}>{marks.shader}</SourceMark>}
      {made && <SourceMark page={page} {...made.reference}>{marks.reference}</SourceMark>}
      {made?.adjoint && <SourceMark page={page} {...made.adjoint}>{marks.gradient}</SourceMark>}
      <SourceMark page={page} path="packages/tensor/src/devices/wasm/implementations.ts" name="implementations">WebAssembly</SourceMark>
      <SourceMark page={page} path="packages/tensor/src/graph/work.ts" name="workOf">{marks.work}</SourceMark>
      <SourceMark page={page} path="apps/web/src/engine/insight.ts" name="times">{marks.time}</SourceMark>
      <SourceMark page={page} path="apps/web/src/view/LayerPanel.tsx" name="featureMap">{marks.features}</SourceMark>
    </SourceMarks>
  );
}

function Facts({ page, layer, time }: Omit<LayerProps, "shader">) {
  const words = page.text.value.inside;
  const facts: readonly (readonly [string, string])[] = [
    [words.shape, `${layer.inputs.map(({ shape }) => `[${shape.join(", ")}]`).join(" + ")} → [${layer.shape.join(", ")}]`],
    [words.parameters, layer.parameters.map(({ name, shape }) => `${name} [${shape.join(", ")}]`).join(", ") || words.none],
    [words.operations, scaled(layer.operations, "FLOP")],
    [words.bytes, scaled(layer.bytes, "B")],
    ...(time === undefined ? [] : [[words.time, `${time.toFixed(3)} ms`], [words.rate, scaled((layer.operations / time) * 1000, "FLOP/s")]] as const),
  ];
  return <dl class="facts-list">{facts.map(([term, value]) => <div key={term}><dt>{term}</dt><dd>{value}</dd></div>)}</dl>;
}

/** The largest of a vector's numbers, by their names where they are classes. */
function Numbers({ page, values }: { readonly page: Page; readonly values: Float32Array }) {
  const named = values.length === page.model.value?.classes;
  const largest = Array.from(values.keys()).sort((a, b) => (values[b] as number) - (values[a] as number)).slice(0, 10);
  return (
    <>
      <h3>{page.text.value.inside.numbers}</h3>
      <ol class="numbers-list">{largest.map((at) => <li key={at}>{named ? page.labelOf(at) : at}: {(values[at] as number).toPrecision(4)}</li>)}</ol>
    </>
  );
}

/** One channel of [1, H, W, C], from its lowest value to its highest. */
function featureMap(values: Float32Array, [, height = 0, width = 0, channels = 1]: readonly number[], channel: number): Image {
  const colours = colourMapNamed("viridis");
  const own = Float32Array.from({ length: width * height }, (_, at) => values[at * channels + channel] as number);
  const [least, most] = own.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [Infinity, -Infinity]);
  const data = new Uint8Array(own.length * 4);
  own.forEach((value, at) => {
    const level = most > least ? Math.round(((value - least) / (most - least)) * 255) : 0;
    data.set(colours.subarray(4 * level, 4 * level + 4), 4 * at);
  });
  return { width, height, data };
}
