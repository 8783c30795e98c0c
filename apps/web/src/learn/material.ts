// What the guide's figures are live over.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Calls } from "../engine/calls.ts";
import type { Engine, Inside, OpenModel, PredictedPhoto } from "../engine/protocol.ts";
import type { Page, ShownPhoto } from "../page/page.ts";

/** What a figure is live over: the network and photograph that are open, or the tiny ones that come with the page. */
export interface Material {
  readonly kind: "tiny" | "open";
  readonly engine: Calls<Engine>; // the page's, or one of the guide's own with the tiny network
  readonly model: OpenModel; // its facts: labels, classes, layers …
  readonly photo: PredictedPhoto; // preview, region, prediction
  readonly inside: Inside; // the network layer by layer, unfused
}

/** @returns undefined while it is being opened; another one when another network or photograph is there */
export function useMaterial(page: Page): Material | undefined {
  const open = useOpen(page);
  const tiny = useTiny(page, open === "none");
  return open === "none" ? tiny : open;
}

/** The network and the photograph that are open: "none" where there are none, undefined while their facts are asked for. */
function useOpen(page: Page): Material | "none" | undefined {
  const [known, setKnown] = useState<{ readonly of: OpenModel; readonly inside: Inside } | undefined>(undefined);
  const [model, photo, device] = [page.model.value, page.photo.value, page.device.value];
  const isSeen = seenBy(photo) !== undefined;
  useEffect(() => {
    if (!model || !isSeen) return;
    page.client.engine.insideFacts().then((inside) => setKnown({ of: model, inside }), page.report);
  }, [model, isSeen]);
  return useMemo(() => {
    const seen = seenBy(photo);
    if (!model || !seen) return "none";
    return known?.of === model ? { kind: "open", engine: page.client.engine, model: { ...model, device: device ?? model.device }, photo: seen, inside: known.inside } : undefined;
  }, [model, photo, known, device]);
}

/** A photograph that the network which is open has looked at. */
function seenBy(photo: ShownPhoto | undefined): PredictedPhoto | undefined {
  if (photo?.prediction?.features === undefined || photo.by !== undefined) return undefined;
  const { width, height, preview, region, prediction: { features, ...prediction } } = photo;
  return { width, height, preview, region, prediction: { ...prediction, features }, milliseconds: { decode: 0, preprocess: 0, forward: 0 } };
}

/** The tiny network over its picture, on the device that is chosen. @param wanted whether anybody looks at it */
function useTiny({ tiny, settings, report }: Page, wanted: boolean): Material | undefined {
  const { device } = settings.value;
  useEffect(() => {
    if (wanted) tiny.open(device).catch(report);
  }, [wanted, device]);
  const run = tiny.run.value;
  return useMemo(() => run && { kind: "tiny", engine: run.client.engine, model: run.model, photo: run.photo, inside: run.inside }, [run]);
}
