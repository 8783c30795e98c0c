// Everything that is known of the picture on the screen, with the names that the command line's --json uses.
import { describeMap, emptinessOf, evidenceFor, methodNamed, probabilityFunction, sentenceOn } from "@camlucida/cam";
import { placeOf, unitNamed } from "./method.ts";
import type { Page } from "./page.ts";
import { networkOf } from "./prediction.ts";

export function reportOf(page: Page): object {
  const { photo, model, device, map, target, settings } = page;
  const [shown, drawn] = [photo.value, map.value];
  if (!shown?.prediction || !drawn) return {};
  const { prediction } = shown;
  const { classIndex, against } = target.value;
  const summary = describeMap(drawn.values);
  const { min, max } = summary;
  const { view } = settings.value;
  const empty = emptinessOf(summary, view === "article" ? "minmax" : view);
  const { aboutClass } = methodNamed(drawn.method);
  const classOf = (index: number) => ({ class: index, label: page.labelOf(index) });
  return {
    image: shown.name,
    ok: true,
    model: model.value ? { name: model.value.name, sha256: model.value.sha256, classes: model.value.classes, probabilities: probabilityFunction(model.value.classes) } : { name: shown.by },
    device: device.value ? { kind: device.value.kind, name: device.value.name, why: device.value.reason } : null,
    input: { width: shown.width, height: shown.height },
    framing: settings.value.framing,
    top: prediction.ranking.map((index) => ({ ...classOf(index), probability: prediction.probabilities[index], logit: prediction.logits[index] })),
    maps: [{
      method: drawn.method, layer: placeOf(drawn), ...(aboutClass ? classOf(classIndex) : { class: null, label: null }),
      ...(aboutClass && against ? { against: { ...classOf(against.classIndex), alpha: against.alpha } } : {}),
      logit: aboutClass ? prediction.logits[classIndex] : null, unit: unitNamed(drawn.method), min, max, height: drawn.height, width: drawn.width,
      statement: empty ? { code: `map-${empty}`, message: sentenceOn(empty, summary, aboutClass) } : null,
      residual: drawn.method === "cam" && !against ? evidenceFor(prediction, networkOf(prediction), classIndex).residual : null,
      values: Array.from(drawn.values),
    }],
  };
}
