// Which network is running, where, and how to get another.
import { useEffect, useState } from "preact/hooks";
import { isCached, type ModelVariant, type OfferedModel } from "@camlucida/weights/browser";
import type { EngineProgress, ModelOrigin } from "../engine/protocol.ts";
import { filesChosen } from "../page/brought.ts";
import type { Page } from "../page/page.ts";
import { SourceMark, SourceMarks } from "../sources/SourceMark.tsx";
import { Choice, FileButton } from "./controls.tsx";
import { take } from "./Drop.tsx";

export function ModelPanel({ page }: { readonly page: Page }) {
  const { text, progress, settings } = page;
  const words = text.value.model;
  const { marks } = text.value.sources;
  useLoadedBefore(page);
  const blocked = isOpening(progress.value);
  return (
    <section class="panel model" aria-labelledby="model-title">
      <h2 id="model-title">{text.value.sections.model}</h2>
      <div class="model-row">
        <div class="model-state"><Standing page={page} /></div>
        <details class="more">
          <summary>{words.other}</summary>
          <div class="row">
            <FileButton accept=".pth,.pt,.ckpt,.safetensors,.onnx,.data,.onnx_data,.bin,.txt,.json,image/*" several label={words.own} disabled={blocked} choose={(files) => take(page, filesChosen(files))} />
            <FileButton folder label={words.ownFolder} disabled={blocked} choose={(files) => take(page, filesChosen(files))} />
            <Choice label={words.device} value={settings.value.device} choices={Object.entries(words.devices) as [keyof typeof words.devices, string][]} choose={(device) => page.set({ device })} disabled={blocked} />
          </div>
          <p class="note">{words.ownNote}</p>
          <Networks page={page} />
          {page.device.value?.kind === "gpu" && <button type="button" disabled={blocked} onClick={() => void page.tune()}>{words.tune}</button>}
          {page.device.value?.kind === "gpu" && <p class="note">{words.tuneNote}</p>}
          <SourceMarks page={page}>
            <SourceMark page={page} path="packages/tensor/src/models/recognise.ts" name="recogniseNetwork">{marks.recognised}</SourceMark>
            <SourceMark page={page} path="packages/tensor/src/devices/decide_device.ts" name="decideDevice">{marks.device}</SourceMark>
            <SourceMark page={page} path="packages/cam/src/preprocess/preprocessing.ts" name="preprocessingOf">{marks.preprocessing}</SourceMark>
            <SourceMark page={page} path="weights/src/browser/obtain.ts" name="obtainModel">{marks.obtained}</SourceMark>
            <SourceMark page={page} path="packages/tensor/src/devices/webgpu/tune.ts" name="tune">{marks.tuned}</SourceMark>
          </SourceMarks>
        </details>
      </div>
    </section>
  );
}

/** Whether another network is on its way, or this one is measured. Passes of a method keep nobody from anything. */
const isOpening = (under: EngineProgress | undefined): boolean => under !== undefined && under.phase !== "passes";

/** What is under way, or what is there, or what could be: in the same place, so that nothing below it moves. */
function Standing({ page }: { readonly page: Page }) {
  const under = page.progress.value;
  const offered = page.catalogue.value?.models[0];
  if (isOpening(under)) return <Bar page={page} />;
  if (page.model.value) return <Facts page={page} />;
  return (
    <>
      <p>{page.text.value.model.none}</p>
      {offered && <Offer page={page} offered={offered} />}
    </>
  );
}

function Facts({ page }: { readonly page: Page }) {
  const { model, device, text, passes } = page;
  const words = text.value.model;
  if (!model.value || !device.value) return null;
  const { name, architecture, classes, precision, sha256, input } = model.value;
  const { kind, name: on, reason, software, detail } = device.value;
  return (
    <div>
      <p class="facts"><strong title={`SHA-256 ${sha256}`}>{words.facts(name, architecture, classes)}</strong>{precision === "float16" && ` · ${words.half}`}</p>
      <p class="note">{words.on(kind, on)} {software ? words.software : words.reasons[reason]} {detail && <span lang="en">{detail}</span>} <SourceMark page={page} path="packages/tensor/src/devices/decide_device.ts" name="decideDevice" /></p>
      {page.origin.value?.kind === "file" && <p class="note">{words.input(input.width, input.height, input.sources.filter((source) => source.endsWith(".json")))}</p>}
      {passes.value.count > 0 && <p class="note" data-passes={passes.value.count}>{text.value.passes(passes.value.count, passes.value.last)} <SourceMark page={page} path="apps/web/src/engine/photo_calls.ts" name="predict" /></p>}
    </div>
  );
}

function Offer({ page, offered }: { readonly page: Page; readonly offered: OfferedModel }) {
  const words = page.text.value.model;
  return (
    <div class="row">
      {offered.variants.map((variant) => (
        <button key={variant.precision} type="button" class={variant.precision === "float32" ? "primary" : ""} title={variant.precision === "float16" ? words.halfNote : offered.title}
          onClick={() => void page.openModel(sourceOf(offered, variant))}>
          {variant.precision === "float32" ? words.load(variant.bytes) : words.loadHalf(variant.bytes)}
        </button>
      ))}
    </div>
  );
}

/** Every network that can be had: what the site offers, and the visitor's own of this visit. */
function Networks({ page }: { readonly page: Page }) {
  const { catalogue, ownModels, origin, progress, text } = page;
  const words = text.value.model;
  const offered = (catalogue.value?.models ?? []).flatMap((model) => model.variants.map((variant) => ({
    key: `${model.name} ${variant.precision}`, title: words.offered(model.name, variant.precision === "float16", variant.bytes), from: sourceOf(model, variant),
  })));
  const own = ownModels.value.map((from) => ({ key: `own ${from.file.name} ${from.file.size} ${from.file.lastModified}`, title: words.ownFile(from.file.name), from }));
  return (
    <div role="group" aria-label={words.networks} class="networks">
      <h3>{words.networks}</h3>
      {[...offered, ...own].map(({ key, title, from }) => (
        <button key={key} type="button" aria-pressed={page.model.value !== undefined && isSame(origin.value, from)} disabled={isOpening(progress.value)} onClick={() => void page.openModel(from)}>{title}</button>
      ))}
    </div>
  );
}

function isSame(a: ModelOrigin | undefined, b: ModelOrigin): boolean {
  if (a?.kind === "offered" && b.kind === "offered") return a.model.name === b.model.name && a.precision === b.precision;
  return a?.kind === "file" && b.kind === "file" && a.file === b.file;
}

function Bar({ page }: { readonly page: Page }) {
  const { text, progress } = page;
  const under = progress.value;
  if (!under) return null;
  const known = under.phase === "downloading" ? { value: under.loaded, max: under.total } : under.phase === "tuning" ? { value: under.done, max: under.total } : {};
  return (
    <div class="bar">
      <p role="status">{text.value.progress(under)}</p>
      <div class="row">
        <progress aria-label={text.value.sections.model} {...known} />
        <button type="button" onClick={() => page.cancel()}>{text.value.model.cancel}</button>
      </div>
    </div>
  );
}

const sourceOf = (model: OfferedModel, { precision }: ModelVariant) => ({ kind: "offered", model, precision, base: new URL("models/", document.baseURI).href }) as const;

/** A network that is on this device already is opened unasked: it costs no download. */
function useLoadedBefore(page: Page): void {
  const [tried, setTried] = useState(false);
  const models = page.catalogue.value?.models;
  useEffect(() => {
    if (tried || !models) return;
    setTried(true);
    if (page.model.peek() ?? page.progress.peek()) return; // where this panel stood elsewhere before
    void (async () => {
      for (const model of models) {
        for (const variant of model.variants) {
          if (await isCached(variant, new URL("models/", document.baseURI))) return page.openModel(sourceOf(model, variant));
        }
      }
    })().catch(page.report);
  }, [models, tried]);
}
