// The page's state, and the only place that changes it.
import type { RawMap } from "@camlucida/cam";
import { batch, computed, effect, signal } from "@preact/signals";
import { usualLooks, type Look } from "../drawing/draw.ts";
import { startEngine } from "../engine/client.ts";
import { EngineError } from "../engine/errors.ts";
import type { DeviceFacts, EngineEvent, Mask, ModelSource, OpenModel, Progress, SeenPhoto, Target } from "../engine/protocol.ts";
import { loadGallery, loadSight, type Gallery } from "../gallery/gallery.ts";
import type { Catalogue } from "../models/catalogue.ts";
import { loadCatalogue } from "../models/load_catalogue.ts";
import { openPreview } from "../photo/preview.ts";
import { texts, usualLanguage } from "../text/text.ts";
import { createAsking, type Wanted } from "./asking.ts";
import { hashOf, settingsFrom, usualSettings } from "./settings.ts";
import { keepTuning, readTunings, tuningStore } from "./tunings.ts";
import { mapOf, type PageSight } from "./sight.ts";
import { percent, type Cell, type Page, type ShownPhoto, type Trouble } from "./page.ts";

export function createPage(): Page {
  const settings = signal(settingsFrom(location.hash));
  const [gallery, catalogue] = [signal<Gallery | undefined>(undefined), signal<Catalogue | undefined>(undefined)];
  const [model, device, progress] = [signal<OpenModel | undefined>(undefined), signal<DeviceFacts | undefined>(undefined), signal<Progress | undefined>(undefined)];
  const [photo, busy, passes] = [signal<ShownPhoto | undefined>(undefined), signal(false), signal({ count: 0, last: 0 })];
  const [hovered, cell, brushing] = [signal<number | undefined>(undefined), signal<Cell | undefined>(undefined), signal(false)];
  const [said, trouble] = [signal(""), signal<Trouble | undefined>(undefined)];
  const mode = signal<"photo" | "live" | "inside">("photo");
  const text = computed(() => texts[settings.value.language ?? usualLanguage()]);
  const labels = computed(() => (photo.value?.by === undefined && model.value ? model.value.labels : (gallery.value?.labels ?? [])));
  const labelOf = (classIndex: number): string => labels.value[classIndex] ?? `class ${classIndex}`;

  const report = (error: unknown): void => {
    const { code = "internal", message = String(error) } = error as Partial<Trouble>;
    if (code !== "given-up") trouble.value = { code, message };
  };
  const hear = (event: EngineEvent): void => {
    if (event.event === "progress") progress.value = event.progress;
    else if (event.event === "recovering") said.value = text.value.model.recovering;
    else batch(() => {
      device.value = event.device;
      said.value = text.value.model.recovered(event.device.name);
    });
  };
  const client = startEngine(hear, (error) => {
    model.value = undefined;
    report(error);
  });

  /** An address may name more classes than the network has. */
  const pinned = computed(() => settings.value.pinned.filter((index) => index < (photo.value?.sight?.logits.length ?? 0)));
  const target = computed((): Target => {
    const { class: chosen, contrast } = settings.value;
    const sight = photo.value?.sight;
    const [first, second] = pinned.value;
    if (hovered.value === undefined && first !== undefined && second !== undefined && chosen === undefined) {
      return { classIndex: first, against: { classIndex: second, alpha: contrast } };
    }
    const wanted = hovered.value ?? chosen ?? sight?.ranking[0] ?? 0;
    return { classIndex: sight && wanted >= sight.logits.length ? (sight.ranking[0] ?? 0) : wanted };
  });
  const asking = createAsking((question) => client.engine.ask(question).finally(() => {
    if (progress.value?.phase === "passes") progress.value = undefined;
  }), report);
  /** What the engine has to be asked: all but the class maps, which every sight holds. */
  const wanted = computed((): Wanted | undefined => {
    const { method, layer } = settings.value;
    const { sight, by } = photo.value ?? {};
    return sight && by === undefined && model.value && method !== "cam" ? { method, layer, target: target.value, sight } : undefined;
  });
  const map = computed((): RawMap | undefined => {
    const sight = photo.value?.sight;
    if (!sight) return undefined;
    return wanted.value ? asking.mapFor(wanted.value) : mapOf(sight, target.value);
  });
  const look = computed((): Look => {
    const { view, colours, opacity, cells } = settings.value;
    const usual = usualLooks[view];
    return { view, cells, colours: colours ?? usual.colours, opacity: opacity ?? usual.opacity };
  });

  const see = async (file: Blob, name: string): Promise<void> => {
    busy.value = true;
    try {
      const seen = await client.engine.see(file, settings.value.framing);
      shown(name, file, seen, undefined, undefined);
    } finally {
      busy.value = false;
    }
  };
  const shown = (name: string, file: Blob, seen: SeenPhoto, erased: Mask | undefined, before: PageSight | undefined): void => batch(() => {
    const bias = model.value?.bias ?? new Float32Array(seen.sight.logits.length);
    const { width, height, preview, region, sight, milliseconds } = seen;
    photo.value = { name, file, width, height, preview, region, by: undefined, erased, before, sight: { ...sight, bias } };
    passes.value = { count: passes.value.count + 1, last: milliseconds.forward };
    const best = sight.ranking[0];
    if (best !== undefined) said.value = text.value.seen(labelOf(best), percent(sight.probabilities[best] as number));
  });

  let source: ModelSource | undefined; // of the model that is open
  const page: Page = {
    settings, text, mode, gallery, catalogue, model, device, progress, busy, photo, labels, hovered, cell, brushing, brushSize: signal(0.06), asking: asking.waiting, passes, said, trouble, pinned, target, map, look, client,
    labelOf,
    report,
    set: (change) => {
      const reframed = change.framing !== undefined && change.framing !== settings.value.framing;
      settings.value = { ...settings.value, ...change };
      const current = photo.value;
      if (change.device !== undefined && source && model.value) void page.openModel(source);
      else if (reframed && current && model.value) void see(current.file, current.name).catch(report);
    },
    openModel: async (from) => {
      trouble.value = undefined;
      progress.value = { phase: "looking" };
      try {
        const opened = await client.engine.open(from, settings.value.device, readTunings(tuningStore()));
        source = from;
        const sameClasses = opened.labels.length === labels.value.length;
        batch(() => {
          [model.value, device.value] = [opened, opened.device];
          if (photo.value) photo.value = { ...photo.value, sight: undefined, by: undefined, erased: undefined, before: undefined }; // another network's
          settings.value = { ...settings.value, ...(sameClasses ? {} : { class: undefined, pinned: [] }) };
        });
        const current = photo.value;
        if (current) await see(current.file, current.name);
      } catch (error) {
        report(error);
      } finally {
        progress.value = undefined;
      }
    },
    tune: async () => {
      trouble.value = undefined;
      try {
        const { device: name, tuning } = await client.engine.tune();
        keepTuning(tuningStore(), name, tuning);
        said.value = text.value.model.tuned(Object.keys(tuning).length);
      } catch (error) {
        report(error);
      } finally {
        progress.value = undefined;
      }
    },
    useLabels: (labels) => {
      if (source?.kind === "file") void page.openModel({ ...source, labels });
      else report(new EngineError("labels-alone", `${labels.name}: labels name the classes of a checkpoint of your own. Open that first, or both together.`));
    },
    cancel: () => {
      const asked = progress.value?.phase === "passes" ? source : undefined;
      client.restart(); // a worker in the middle of its work hears nothing
      batch(() => [model.value, device.value, progress.value] = [undefined, undefined, undefined]);
      if (!asked) return;
      settings.value = { ...settings.value, method: usualSettings.method, layer: usualSettings.layer };
      void page.openModel(asked); // from this browser's cache
    },
    showFile: async (file, name) => {
      trouble.value = undefined;
      try {
        if (model.value) await see(file, name);
        else photo.value = { name, file, ...(await openPreview(file, settings.value.framing)), sight: undefined, by: undefined, erased: undefined, before: undefined };
        settings.value = { ...settings.value, sample: undefined, class: undefined, pinned: [] };
      } catch (error) {
        report(error);
      }
    },
    showSample: async (sample) => {
      trouble.value = undefined;
      try {
        const base = new URL("samples/", document.baseURI);
        const file = await (await fetch(new URL(sample.file, base))).blob();
        settings.value = { ...settings.value, sample: sample.name };
        if (model.value) return await see(file, sample.file);
        const { model: by = "", labels: names } = gallery.value ?? { labels: [] };
        const [decoded, sight] = await Promise.all([openPreview(file, settings.value.framing), loadSight(sample, names.length, base)]);
        if (!model.value) photo.value = { name: sample.file, file, ...decoded, sight, by, erased: undefined, before: undefined };
      } catch (error) {
        report(error);
      }
    },
    whatIf: async (erased) => {
      const current = photo.value;
      if (!current || !model.value) return;
      busy.value = true;
      try {
        const seen = await client.engine.whatIf(erased);
        shown(current.name, current.file, seen, erased, erased ? (current.before ?? current.sight) : undefined);
      } catch (error) {
        report(error);
      } finally {
        busy.value = false;
      }
    },
  };
  effect(() => history.replaceState(null, "", `#${hashOf(settings.value)}`));
  effect(() => { if (wanted.value) asking.want(wanted.value); });
  void begin(page);
  return page;
}

async function begin(page: Page): Promise<void> {
  try {
    const base = document.baseURI;
    const [gallery, catalogue] = await Promise.all([loadGallery(new URL("samples/", base)), loadCatalogue(new URL("models/", base))]);
    batch(() => {
      page.gallery.value = gallery;
      page.catalogue.value = catalogue;
    });
    const first = gallery.samples.find(({ name }) => name === page.settings.value.sample) ?? gallery.samples[0];
    if (first) await page.showSample(first);
  } catch (error) {
    page.report(error);
  }
}
