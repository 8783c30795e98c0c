// The map that is shown, with what it is the sum of: of a class map from the features that every prediction holds, and fc's rows.
import type { RawMap } from "@camlucida/cam";
import { useEffect, useMemo, useState } from "preact/hooks";
import { weightsOf } from "../page/cell_facts.ts";
import type { Page } from "../page/page.ts";

export function useClassSum(page: Page): RawMap | undefined {
  const { map, target, photo } = page;
  const [shown, wanted] = [map.value, target.value];
  const { classIndex, against } = wanted;
  const rows = useRows(page, against ? [classIndex, against.classIndex] : [classIndex]);
  const features = photo.value?.prediction?.features;
  return useMemo(() => {
    const weights = shown?.method === "cam" && features && rows ? weightsOf(rows, wanted) : undefined;
    return shown && features && weights ? { ...shown, sum: { features, weights } } : shown;
  }, [shown, features, rows, wanted]);
}

interface KeptRows {
  readonly key: string; // the classes
  readonly model: unknown;
  readonly rows: readonly Float32Array[];
}

/** fc's rows of some classes, from the engine. [channels] each */
function useRows(page: Page, classes: readonly number[]): readonly Float32Array[] | undefined {
  const [kept, keep] = useState<KeptRows | undefined>(undefined);
  const model = page.model.value;
  const key = classes.join(" ");
  const known = kept?.key === key && kept.model === model ? kept.rows : undefined;
  useEffect(() => {
    if (!model || known || classes.some((index) => index >= model.classes)) return; // of the network before, of more classes
    void Promise.all(classes.map((index) => page.client.engine.classWeights(index))).then((rows) => keep({ key, model, rows }), page.report);
  }, [key, model]);
  return known;
}
