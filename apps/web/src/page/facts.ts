// What is known of the picture on the screen: of the method by its name, what the picture is about, and by which map;
// of a cell its value, what that is made of, and of a class map its share of the logit; and all of it as a report.
import {
  type Cell, type ChannelContribution, type ClassTarget, contributionsAt, describeMap, emptinessOf, evidenceFor,
  type MapUnit, methodNamed, probabilityFunction, type RawMap, sentenceOn, unitOf, usesNoLayer,
} from "@camlucida/cam";
import type { Text } from "../text/en.ts";
import { networkOf } from "./gallery.ts";
import type { Page } from "./page.ts";

/** What a map's values count, as the command line's --json says it. */
export const unitNamed = (method: string): MapUnit => unitOf(methodNamed(method));

/** "layer3", or "image" for a method that knows no layer. */
export function placeOf({ method, layer }: { readonly method: string; readonly layer: string }): string {
  return usesNoLayer(methodNamed(method)) ? "image" : layer;
}

/** Whether the map of A − α·B is A's map less α times B's. */
export const isLinear = (name: string): boolean => ["cam", "grad-cam", "hirescam", "xgrad-cam", "score-cam"].includes(name);

/** What is added up at one place: channels, unless there are none to be told apart. */
export function madeOf(name: string): "channels" | "a pattern" | "pixels" {
  const { reduce, weights: { from } } = methodNamed(name);
  if (from === "image") return "pixels";
  return reduce === "sum" ? "channels" : "a pattern";
}

/** Methods whose cell at the last layer is what it adds to the logit: CAM's, divided by the number of cells. */
export const isShareAtLast = (method: string, layer: string, last = "layer4"): boolean => layer === last && ["grad-cam", "hirescam", "xgrad-cam"].includes(method);

/** "Egyptian cat", "For tabby rather than lynx"; a map of no class has none. */
export function subjectOf(text: Text, method: string, { classIndex, against }: ClassTarget, labelOf: (classIndex: number) => string): string {
  if (!methodNamed(method).aboutClass) return text.classes.ofNone;
  return against ? text.classes.contrast(labelOf(classIndex), labelOf(against.classIndex)) : labelOf(classIndex);
}

/** "Grad-CAM · layer3" */
export function wayOf(text: Text, map: Pick<RawMap, "method" | "layer">): string {
  const place = placeOf(map);
  return `${methodNamed(map.method).title} · ${place === "image" ? text.view.pixels : place}`;
}

/** What is known of one cell of the map that is shown. */
export interface CellFacts {
  readonly value: number; // of the map, in its unit
  /** Of a contrast: the same cell in the maps of both classes alone, value = first − alpha · second where the method is linear. */
  readonly parts: CellParts | undefined;
  /** Value / number of cells: what a class map's cell adds to the logit, or to the difference of logits. Other maps add up to nothing. */
  readonly share: number | undefined;
  readonly cells: number; // of the map
}

interface CellParts {
  readonly first: number;
  readonly second: number;
  readonly alpha: number;
}

/** @param alone the maps of both classes of a contrast, by the same method at the same layer, where they are there */
export function factsOf(map: RawMap, { x, y }: Cell, { against }: ClassTarget, alone: readonly (RawMap | undefined)[]): CellFacts {
  const at = y * map.width + x;
  const [first, second] = alone;
  const value = map.values[at] as number;
  return {
    value,
    parts: against && first && second ? { first: first.values[at] as number, second: second.values[at] as number, alpha: against.alpha } : undefined,
    share: map.method === "cam" ? value / map.values.length : undefined,
    cells: map.values.length,
  };
}

/**
 * The channels that make the cell, strongest first: of a class map in parts of its share, of others in parts of its value.
 * @returns undefined where no sum over channels is known
 */
export function channelsOf(map: RawMap, { x, y }: Cell): readonly ChannelContribution[] | undefined {
  if (!map.sum || madeOf(map.method) !== "channels") return undefined;
  const { features, weights } = map.sum;
  const { strongest } = contributionsAt({ features, mapWidth: map.width, mapHeight: map.height }, weights, { x, y });
  const parts = map.method === "cam" ? map.values.length : 1;
  return strongest.map(({ channel, contribution }) => ({ channel, contribution: contribution / parts }));
}

/** w_A, or w_A − α·w_B: by what a class map weighs the features. [channels] */
export function weightsOf(rows: readonly Float32Array[], { against }: ClassTarget): Float32Array | undefined {
  const [first, second] = rows;
  if (!first || !against) return first;
  return second && first.map((weight, channel) => weight - against.alpha * (second[channel] as number));
}

/** Everything that is known of the picture on the screen, with the names that the command line's --json uses. */
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
