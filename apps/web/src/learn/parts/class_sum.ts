// The class that a figure is about, and its logit taken apart: fc's row comes from the engine, the features are the prediction's.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { Page } from "../../page/page.ts";
import { type ClassSum, classSumOf } from "../arithmetic/class_sum.ts";
import type { Material } from "../material.ts";

export interface ChosenClass {
  readonly classIndex: number;
  /** undefined while the row is on its way, and for a network without class maps. */
  readonly sum: ClassSum | undefined;
  choose(classIndex: number): void;
}

interface KeptRow {
  readonly material: Material;
  readonly classIndex: number;
  readonly row: Float32Array; // [K]
}

/** The most probable class, until another is chosen. */
export function useChosenClass(page: Page, material: Material): ChosenClass {
  const { model, engine, photo: { prediction } } = material;
  const [chosen, choose] = useState<number | undefined>(undefined);
  const classIndex = chosen !== undefined && chosen < model.classes ? chosen : (prediction.ranking[0] ?? 0);
  const [kept, keep] = useState<KeptRow | undefined>(undefined);
  useEffect(() => {
    if (!model.hasClassMaps) return;
    void engine.classWeights(classIndex).then((row) => keep({ material, classIndex, row }), page.report);
  }, [material, classIndex]);
  const row = kept?.material === material && kept.classIndex === classIndex ? kept.row : undefined;
  const sum = useMemo(() => row && classSumOf(prediction, row, model.bias[classIndex] ?? NaN), [material, row]);
  return { classIndex, sum, choose };
}
