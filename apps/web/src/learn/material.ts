// What the guide's figures are live over.
import { useEffect, useState } from "preact/hooks";
import type { Calls } from "../engine/calls.ts";
import type { Engine, Inside, OpenModel, PredictedPhoto } from "../engine/protocol.ts";
import type { Page } from "../page/page.ts";

/** What a figure is live over: the network and photograph that are open, or the tiny ones that come with the page. */
export interface Material {
  readonly kind: "tiny" | "open";
  readonly engine: Calls<Engine>;      // the page's, or one of the guide's own with the tiny network
  readonly model: OpenModel;           // its facts: labels, classes, layers …
  readonly photo: PredictedPhoto;      // preview, region, prediction
  readonly inside: Inside;             // the network layer by layer (unfused)
}

/** @returns undefined while it is being opened */
export function useMaterial(page: Page): Material | undefined {
  const [material, setMaterial] = useState<Material | undefined>(undefined);
  const [model, photo] = [page.model.value, page.photo.value];
  useEffect(() => {
    setMaterial(undefined);
    if (!model || photo?.prediction?.features === undefined || photo.by !== undefined) return;
    const { engine } = page.client;
    const prediction = { ...photo.prediction, features: photo.prediction.features };
    const seen: PredictedPhoto = { ...photo, prediction, milliseconds: { decode: 0, preprocess: 0, forward: 0 } };
    void engine.insideFacts().then((inside) => setMaterial({ kind: "open", engine, model, photo: seen, inside }), page.report);
  }, [model, photo]);
  return material;
}
