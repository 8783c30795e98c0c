// What is on the screen, as it follows from the state: which class, which map, drawn how.
import { methods, type RawMap } from "@camlucida/cam";
import { computed, effect, type ReadonlySignal } from "@preact/signals";
import { coloursFor, type Look } from "../drawing/draw.ts";
import type { Target } from "../engine/protocol.ts";
import { createAsking, type Answerer, type Wanted } from "./asking.ts";
import type { State } from "./state.ts";
import { mapOf } from "./sight.ts";

export interface Shown {
  readonly pinned: ReadonlySignal<readonly number[]>; // classes
  /** The class that is shown, and what it is contrasted with. */
  readonly target: ReadonlySignal<Target>;
  /** Its map; undefined while the engine computes it, or where there is nothing to see. */
  readonly map: ReadonlySignal<RawMap | undefined>;
  readonly look: ReadonlySignal<Look>;
  readonly asking: ReadonlySignal<boolean>; // the engine computes a map
}

/** Whether a method's map takes too long for whoever only passes over a class. */
const isSlow = (method: string): boolean => methods.find(({ name }) => name === method)?.weights.from === "passes";

/** @param engine for what the page does not have */
export function showing({ settings, photo, model, mode, busy, hovered, progress, report }: State, engine: Answerer): Shown {
  /** An address may name more classes than the network has. */
  const pinned = computed(() => settings.value.pinned.filter((index) => index < (photo.value?.sight?.logits.length ?? 0)));
  const target = computed((): Target => {
    const { class: chosen, contrast, method } = settings.value;
    const sight = photo.value?.sight;
    const [first, second] = pinned.value;
    const pointedAt = isSlow(method) ? undefined : hovered.value;
    if (pointedAt === undefined && first !== undefined && second !== undefined && chosen === undefined) {
      return { classIndex: first, against: { classIndex: second, alpha: contrast } };
    }
    const wanted = pointedAt ?? chosen ?? sight?.ranking[0] ?? 0;
    return { classIndex: sight && wanted >= sight.logits.length ? (sight.ranking[0] ?? 0) : wanted };
  });
  const asking = createAsking({
    ask: (question) => engine.ask(question).finally(() => { if (progress.value?.phase === "passes") progress.value = undefined; }),
    stop: () => engine.stop(),
  }, report);
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
    const fitting = coloursFor(view); // an address may name colours that another view has
    return { view, cells, colours: fitting.find((name) => name === colours) ?? (fitting[0] as string), opacity: opacity ?? 1 };
  });
  /** Somewhere else on the page, another picture or another network on its way: then nobody waits for a map. */
  const elsewhere = computed(() => mode.value !== "photo" || busy.value || (progress.value !== undefined && progress.value.phase !== "passes"));
  effect(() => asking.want(elsewhere.value ? undefined : wanted.value));
  return { pinned, target, map, look, asking: asking.waiting };
}
