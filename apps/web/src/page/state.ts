// Everything that the page knows. Components read it; what may be done with it is in network.ts and photographs.ts.
import { type Cell, unnamedClass } from "@camlucida/cam";
import type { Catalogue } from "@camlucida/weights/browser";
import { computed, type ReadonlySignal, signal, type Signal } from "@preact/signals";
import type {
  DeviceFacts, EngineProgress, Erasure, ModelOrigin, OpenModel, PredictedPhoto,
} from "../engine/protocol.ts";
import type { SourcePlace } from "../sources/place.ts";
import { english, type Text } from "../text/en.ts";
import { japanese } from "../text/ja.ts";
import { type Language, usualLanguage } from "../text/language.ts";
import type { Address, Mode, Settings } from "./address.ts";
import type { Gallery, PagePrediction } from "./gallery.ts";
import type { OwnPhoto } from "./history.ts";

/** A photograph on the screen. */
export interface ShownPhoto extends Pick<PredictedPhoto, "width" | "height" | "preview" | "region"> {
  readonly name: string; // "chelsea.png"
  readonly file: Blob;
  readonly prediction: PagePrediction | undefined; // undefined: nobody has looked yet
  readonly by: string | undefined; // the model that looked before the page was opened; undefined: the one that is open
  readonly erased: Erasure | undefined;
  readonly before: PagePrediction | undefined; // what was seen before a part was taken away
}

/** A checkpoint of the visitor's own. */
export type OwnModel = ModelOrigin & { readonly kind: "file" };

/** What went wrong, in the words of whoever noticed. */
export interface Trouble {
  readonly about: string | undefined; // the file, where it was one
  readonly code: string;
  readonly message: string;
}

export interface State {
  readonly settings: Signal<Settings>;
  readonly language: ReadonlySignal<Language>; // that the page is written in
  readonly text: ReadonlySignal<Text>;
  readonly mode: Signal<Mode>;
  readonly stage: Signal<string | undefined>; // of the network's inside that is looked at
  readonly inside: Signal<string | undefined>; // and its layer
  readonly chapter: Signal<string | undefined>; // of the guide that is read
  readonly own: Signal<OwnPhoto | undefined>; // the visitor's photograph, if it is one that is shown
  readonly gallery: Signal<Gallery | undefined>;
  readonly catalogue: Signal<Catalogue | undefined>;
  readonly model: Signal<OpenModel | undefined>;
  readonly origin: Signal<ModelOrigin | undefined>; // where the model that is open came from
  readonly source: Signal<SourcePlace | undefined>; // of the project's, which is read beside the page
  readonly ownModels: Signal<readonly OwnModel[]>; // the visitor's checkpoints, kept for as long as the page is open
  readonly device: Signal<DeviceFacts | undefined>;
  readonly progress: Signal<EngineProgress | undefined>; // of what is under way
  readonly busy: Signal<boolean>; // the network is looking
  readonly photo: Signal<ShownPhoto | undefined>;
  readonly labels: ReadonlySignal<readonly string[]>;
  readonly hovered: Signal<number | undefined>; // a class
  readonly cell: Signal<Cell | undefined>;
  readonly brushing: Signal<boolean>;
  readonly brushSize: Signal<number>; // radius, as a share of the longer side
  readonly passes: Signal<{ readonly count: number; readonly last: number }>; // forward passes; ms
  readonly said: Signal<string>; // for those who do not see the page
  readonly trouble: Signal<Trouble | undefined>;
  readonly gone: Signal<string | undefined>; // the name of an own photograph that an address cannot bring back
  labelOf(classIndex: number): string;
  /** @param about the name of the file that it went wrong with */
  report(error: unknown, about?: string): void;
}

/** The page's words. */
const texts: Readonly<Record<Language, Text>> = { en: english, ja: japanese };

/** @param address of the page, when it is opened */
export function createState(address: Address): State {
  const settings = signal(address.settings);
  const language = computed(() => settings.value.language ?? usualLanguage());
  const gallery = signal<Gallery | undefined>(undefined);
  const model = signal<OpenModel | undefined>(undefined);
  const photo = signal<ShownPhoto | undefined>(undefined);
  const trouble = signal<Trouble | undefined>(undefined);
  const labels = computed(() => (photo.value?.by === undefined && model.value ? model.value.labels : (gallery.value?.labels ?? [])));
  return {
    settings, language, gallery, model, photo, trouble, labels,
    text: computed(() => texts[language.value]),
    mode: signal(address.mode),
    stage: signal(address.stage),
    inside: signal(address.inside),
    chapter: signal(address.chapter),
    own: signal(undefined),
    gone: signal(undefined),
    catalogue: signal(undefined),
    origin: signal(undefined),
    source: signal(address.source),
    ownModels: signal([]),
    device: signal(undefined),
    progress: signal(undefined),
    busy: signal(false),
    hovered: signal(undefined),
    cell: signal(undefined),
    brushing: signal(false),
    brushSize: signal(0.06),
    passes: signal({ count: 0, last: 0 }),
    said: signal(""),
    labelOf: (classIndex) => labels.value[classIndex] ?? unnamedClass(classIndex),
    report: (error, about) => {
      const { code, message = String(error) } = error as { readonly code?: unknown; readonly message?: string };
      if (code !== "given-up") trouble.value = { code: typeof code === "string" ? code : "internal", message, about };
    },
  };
}
