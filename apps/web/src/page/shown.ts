// What is on the screen, as it follows from the state: which class, which map, drawn how.
import { type Cell, classMapOf, type ClassTarget, methodNamed, methods, type RawMap } from "@camlucida/cam";
import { computed, effect, type ReadonlySignal, signal, type Signal } from "@preact/signals";
import { coloursFor, commonScale, type PictureStyle, type ViewChoice } from "../drawing/draw.ts";
import type { OpenModel } from "../engine/protocol.ts";
import type { Settings } from "./address.ts";
import { createMapRequests, type MapEngine, type PhotoMapRequest } from "./map_requests.ts";
import type { State } from "./state.ts";

export interface Shown {
  readonly pinned: ReadonlySignal<readonly number[]>; // classes
  /** The class that is shown, and what it is contrasted with. */
  readonly target: ReadonlySignal<ClassTarget>;
  /** Its map; undefined while the engine computes it, or where there is nothing to see. */
  readonly map: ReadonlySignal<RawMap | undefined>;
  /** By which method: CAM as long as no network is there to compute another. */
  readonly shownMethod: ReadonlySignal<string>;
  /** Two pinned classes alone, by the same method at the same layer; undefined while the engine computes them. */
  readonly alone: ReadonlySignal<readonly (RawMap | undefined)[]>;
  /** Both take so long that the visitor is asked first. */
  readonly pairWaits: ReadonlySignal<boolean>;
  computePair(): void;
  readonly style: ReadonlySignal<PictureStyle>;
  readonly requesting: ReadonlySignal<boolean>; // the engine computes a map
}

/** What a network calls its last layer. */
export const lastLayerOf = (model: Pick<OpenModel, "layers"> | undefined): string => model?.layers.at(-1) ?? "layer4";

/** The layer that is wanted, or the last where this network has none of that name. */
export const layerIn = (model: Pick<OpenModel, "layers"> | undefined, wanted: string): string => (model?.layers.includes(wanted) ? wanted : lastLayerOf(model));

/** The method that is wanted, or the network's own first choice where that is not defined for it. */
export const methodIn = (model: Pick<OpenModel, "refused"> | undefined, wanted: string): string => {
  const isDefined = (name: string): boolean => !model?.refused.some((refused) => refused.name === name);
  return [wanted, usualMethodOf(model), ...methods.map(({ name }) => name)].find(isDefined) ?? wanted;
};

/** What explains a network unless another method is chosen. */
export const usualMethodOf = (model: Pick<OpenModel, "refused"> | undefined): string => (model?.refused.some(({ name }) => name === "cam") ? "grad-cam" : "cam");

/** Whether a method's map takes too long for whoever only passes over a class. */
const isSlow = (method: string): boolean => methodNamed(method).weights.from === "passes";

/** @param engine for what the page does not have */
export function showing({ settings, photo, model, mode, busy, hovered, cell, progress, report }: State, engine: MapEngine): Shown {
  /** An address may name more classes than the network has. */
  const pinned = computed(() => settings.value.pinned.filter((index) => index < (photo.value?.prediction?.logits.length ?? 0)));
  const target = computed((): ClassTarget => {
    const { class: chosen, contrast, method } = settings.value;
    const prediction = photo.value?.prediction;
    const [first, second] = pinned.value;
    const pointedAt = isSlow(method) ? undefined : hovered.value;
    if (pointedAt === undefined && first !== undefined && second !== undefined && chosen === undefined) {
      return { classIndex: first, against: { classIndex: second, alpha: contrast } };
    }
    const wanted = pointedAt ?? chosen ?? prediction?.ranking[0] ?? 0;
    return { classIndex: prediction && wanted >= prediction.logits.length ? (prediction.ranking[0] ?? 0) : wanted };
  });
  const requests = createMapRequests({
    ask: (question) => engine.ask(question).finally(() => { if (progress.value?.phase === "passes") progress.value = undefined; }),
    stop: () => engine.stop(),
  }, report);
  /** What the engine has to be asked about a target: all but the class maps, which every prediction holds. */
  const wantedFor = (about: ClassTarget): PhotoMapRequest | undefined => {
    const { layer } = settings.value;
    const method = methodIn(model.value, settings.value.method);
    const { prediction, by } = photo.value ?? {};
    if (!prediction || by !== undefined || !model.value || method === "cam") return undefined;
    return { method, layer: layerIn(model.value, layer), target: methodNamed(method).aboutClass ? about : { classIndex: 0 }, prediction }; // of no class: the same for all
  };
  const mapFor = (about: ClassTarget): RawMap | undefined => {
    const [prediction, wanted] = [photo.value?.prediction, wantedFor(about)];
    if (wanted) return requests.mapFor(wanted);
    return prediction && prediction.classMaps.length > 0 ? classMapOf(prediction, about, lastLayerOf(model.value)) : undefined;
  };
  const map = computed(() => mapFor(target.value));
  const shownMethod = computed(() => wantedFor(target.value)?.method ?? "cam");
  const pairOf = (): readonly ClassTarget[] => (pinned.value.length === 2 && methodNamed(shownMethod.value).aboutClass ? pinned.value.map((classIndex) => ({ classIndex })) : []);
  const alone = computed(() => pairOf().map(mapFor));
  const agreed = signal(""); // to which slow pair
  const pairNow = computed(() => `${settings.value.method} ${settings.value.layer} ${pinned.value.join(" ")}`);
  const pairWaits = computed(() => isSlow(shownMethod.value) && agreed.value !== pairNow.value && alone.value.some((one) => one === undefined));
  /** The strongest of the most probable classes and the one that is shown: of CAM, whose maps are all there. */
  const scaleOfAll = (view: ViewChoice): number | undefined => {
    const prediction = photo.value?.prediction;
    if (!prediction || shownMethod.value !== "cam") return undefined;
    return commonScale(view, [target.value, ...prediction.ranking.map((classIndex) => ({ classIndex }))].map((about) => classMapOf(prediction, about)));
  };
  const style = computed((): PictureStyle => {
    const { view, colours, opacity, cells, oneScale } = settings.value;
    const fitting = coloursFor(view); // an address may name colours that another view has
    return { view, cells, colours: fitting.find((name) => name === colours) ?? (fitting[0] as string), opacity: opacity ?? 1, scale: oneScale ? scaleOfAll(view) : undefined };
  });
  /** Somewhere else on the page, another picture or another network on its way: then nobody waits for a map. */
  const elsewhere = computed(() => mode.value !== "photo" || busy.value || (progress.value !== undefined && progress.value.phase !== "passes"));
  effect(() => requests.want(elsewhere.value ? [] : [target.value, ...(pairWaits.value ? [] : pairOf())].map(wantedFor).filter((some) => some !== undefined)));
  keepPlace(map, cell);
  const computePair = (): void => { agreed.value = pairNow.value; };
  return { pinned, target, map, shownMethod, alone, pairWaits, computePair, style, requesting: requests.waiting };
}

/** A cell stays where it is in the picture when a map of more or fewer cells comes. */
export function keepPlace(map: ReadonlySignal<RawMap | undefined>, cell: Signal<Cell | undefined>): void {
  let last: { readonly width: number; readonly height: number } | undefined;
  effect(() => {
    if (!map.value) return;
    const [{ width, height }, before, at] = [map.value, last, cell.peek()];
    last = { width, height };
    if (!before || !at || (before.width === width && before.height === height)) return;
    const moved = (from: number, count: number, to: number): number => Math.floor(((from + 0.5) * to) / count);
    cell.value = { x: moved(at.x, before.width, width), y: moved(at.y, before.height, height) };
  });
}

/**
 * A cell that an address names: of the map that the address names, so it waits until that is there.
 * @returns the cell that waits; whoever sets it asks for it
 */
export function placeCell(first: Cell | undefined, cell: Signal<Cell | undefined>, map: ReadonlySignal<RawMap | undefined>, settings: ReadonlySignal<Settings>): Signal<Cell | undefined> {
  const waiting = signal(first);
  effect(() => {
    const [wanted, drawn, { method, layer }] = [waiting.value, map.value, settings.value];
    if (!wanted || drawn?.method !== method || (method !== "cam" && drawn.layer !== layer)) return;
    queueMicrotask(() => { // after whatever else follows from another map
      if (waiting.peek() === wanted) [cell.value, waiting.value] = [wanted, undefined];
    });
  });
  return waiting;
}
