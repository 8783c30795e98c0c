// Everything that is known of the picture on the screen, with the names that the command line's --json uses.
import { describeMap, emptinessOf, methodNamed, probabilityFunction, sentenceOn } from "@camlucida/cam";
import { placeOf, unitOf } from "./method.ts";
import type { Page } from "./page.ts";
import { residualOf } from "./sight.ts";

export function reportOf(page: Page): object {
  const { photo, model, device, map, target, settings } = page;
  const [shown, drawn] = [photo.value, map.value];
  if (!shown?.sight || !drawn) return {};
  const { sight } = shown;
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
    top: sight.ranking.map((index) => ({ ...classOf(index), probability: sight.probabilities[index], logit: sight.logits[index] })),
    maps: [{
      method: drawn.method, layer: placeOf(drawn), ...(aboutClass ? classOf(classIndex) : { class: null, label: null }),
      ...(aboutClass && against ? { against: { ...classOf(against.classIndex), alpha: against.alpha } } : {}),
      logit: aboutClass ? sight.logits[classIndex] : null, unit: unitOf(drawn.method), min, max, height: drawn.height, width: drawn.width,
      statement: empty ? { code: `map-${empty}`, message: sentenceOn(empty, summary, aboutClass) } : null,
      residual: drawn.method === "cam" && !against ? residualOf(sight, classIndex) : null,
      values: Array.from(drawn.values),
    }],
  };
}
