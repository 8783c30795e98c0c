// Photographs: opened, seen by the network if one is open, and seen again with a part taken away.
import { batch } from "@preact/signals";
import { type Framing, imagenetPreprocessing, regionSeen } from "@camlucida/cam";
import type { Client } from "../engine/client.ts";
import { decode, previewOf } from "../engine/photo.ts";
import type { Erasure, PredictedPhoto } from "../engine/protocol.ts";
import { loadPhotograph, loadPrediction, type Sample } from "./gallery.ts";
import { percent } from "../text/language.ts";
import type { OwnPhoto } from "./history.ts";
import type { ShownPhoto, State } from "./state.ts";

export interface Photographs {
  showFile(file: Blob, name: string): Promise<void>;
  /** One that was shown before, with everything else as it is. */
  showOwn(photo: OwnPhoto): Promise<void>;
  showSample(sample: Sample): Promise<void>;
  /** With a part taken away; undefined: as it was. */
  whatIf(erased: Erasure | undefined): Promise<void>;
  /** The network that is open looks at what is on the screen. Rejects where it cannot. */
  predictAgain(): Promise<void>;
  /** The same, not shown until it is called for; undefined where there is no photograph. */
  predictAhead(): Promise<Show | undefined>;
}

/** Shows what has been seen. */
export type Show = () => void;

export function createPhotographs(state: State, client: Client): Photographs {
  const { settings, photo, own, gone, model, gallery, passes, said, text, trouble, report, labelOf } = state;

  const show = (predicted: PredictedPhoto, rest: Pick<ShownPhoto, "name" | "file" | "erased" | "before">): void => batch(() => {
    const { width, height, preview, region, prediction, milliseconds } = predicted;
    const bias = model.value?.bias ?? new Float32Array(prediction.logits.length);
    photo.value = { ...rest, width, height, preview, region, by: undefined, prediction: { ...prediction, bias } };
    passes.value = { count: passes.value.count + 1, last: milliseconds.forward };
    const best = prediction.ranking[0];
    if (best !== undefined) said.value = text.value.seen(labelOf(best), percent(prediction.probabilities[best] as number));
  });
  const predict = (file: Blob, name: string): Promise<void> => busily(state, async () => {
    show(await client.engine.predict(file, settings.value.framing), { name, file, erased: undefined, before: undefined });
  });
  /** What goes wrong is reported, and what was there stays. */
  const attempt = async (name: string, work: () => Promise<void>): Promise<void> => {
    [trouble.value, gone.value] = [undefined, undefined];
    await work().catch((error: unknown) => report(error, name));
  };
  const open = async ({ file, name }: OwnPhoto): Promise<void> => {
    if (model.value) await predict(file, name);
    else photo.value = { name, file, ...(await openPreview(file, settings.value.framing)), prediction: undefined, by: undefined, erased: undefined, before: undefined };
  };
  return {
    showFile: (file, name) => attempt(name, async () => {
      await open({ file, name });
      batch(() => [settings.value, own.value] = [{ ...settings.value, sample: undefined, class: undefined, pinned: [] }, { file, name }]);
    }),
    showOwn: (given) => attempt(given.name, async () => {
      batch(() => [settings.value, own.value] = [{ ...settings.value, sample: undefined }, given]);
      await open(given);
    }),
    showSample: (sample) => attempt(sample.file, async () => {
      const base = new URL("samples/", document.baseURI);
      const file = await loadPhotograph(sample, base);
      batch(() => [settings.value, own.value] = [{ ...settings.value, sample: sample.name }, undefined]);
      if (model.value) return predict(file, sample.file);
      const { model: by = "", labels: names } = gallery.value ?? { labels: [] };
      const [decoded, prediction] = await Promise.all([openPreview(file, settings.value.framing), loadPrediction(sample, names.length, base)]);
      if (model.value) await predict(file, sample.file); // it has been opened meanwhile
      else photo.value = { name: sample.file, file, ...decoded, prediction, by, erased: undefined, before: undefined };
    }),
    whatIf: async (erased) => {
      const current = photo.value;
      if (!current || !model.value) return;
      const { name, file, before, prediction } = current;
      await attempt(name, () => busily(state, async () => show(await client.engine.whatIf(erased), { name, file, erased, before: erased && (before ?? prediction) })));
    },
    predictAgain: async () => {
      if (photo.value) await predict(photo.value.file, photo.value.name);
    },
    predictAhead: async () => {
      for (;;) {
        const current = photo.value;
        if (!current) return undefined;
        const { file, name } = current;
        const predicted = await client.engine.predict(file, settings.value.framing);
        if (photo.value?.file === file) return () => show(predicted, { name, file, erased: undefined, before: undefined }); // else another was chosen meanwhile
      }
    },
  };
}

async function busily({ busy }: State, work: () => Promise<void>): Promise<void> {
  busy.value = true;
  await work().finally(() => { busy.value = false; });
}

/** Before a network sees it, and says what of it. @throws ImageError */
async function openPreview(file: Blob, framing: Framing): Promise<Pick<PredictedPhoto, "width" | "height" | "preview" | "region">> {
  const { width, height, ...rest } = await decode(file);
  const preview = await previewOf({ width, height, ...rest });
  return { width, height, preview, region: regionSeen(framing, preview, imagenetPreprocessing) };
}
