// What the page knows, and what can be done with it. Components read the signals; only create_page.ts changes them.
import type { RawMap } from "@camlucida/cam";
import type { ReadonlySignal, Signal } from "@preact/signals";
import type { Look } from "../drawing/draw.ts";
import type { Client } from "../engine/client.ts";
import type { DeviceFacts, Mask, ModelSource, OpenModel, Progress, SeenPhoto, Target } from "../engine/protocol.ts";
import type { Gallery, Sample } from "../gallery/gallery.ts";
import type { Catalogue } from "../models/catalogue.ts";
import type { Text } from "../text/text.ts";
import type { Settings } from "./settings.ts";
import type { PageSight } from "./sight.ts";

/** A photograph on the screen. */
export interface ShownPhoto extends Pick<SeenPhoto, "width" | "height" | "preview" | "region"> {
  readonly name: string; // "chelsea.png"
  readonly file: Blob;
  readonly sight: PageSight | undefined; // undefined: nobody has looked yet
  readonly by: string | undefined; // the model that looked before the page was opened; undefined: the one that is open
  readonly erased: Mask | undefined;
  readonly before: PageSight | undefined; // what was seen before a part was taken away
}

export interface Cell {
  readonly x: number; // column
  readonly y: number; // row
}

/** What went wrong, in the words of whoever noticed. */
export interface Trouble {
  readonly code: string;
  readonly message: string;
}

export interface Page {
  readonly settings: Signal<Settings>;
  readonly text: ReadonlySignal<Text>;
  readonly mode: Signal<"photo" | "live" | "inside">;
  readonly gallery: Signal<Gallery | undefined>;
  readonly catalogue: Signal<Catalogue | undefined>;
  readonly model: Signal<OpenModel | undefined>;
  readonly device: Signal<DeviceFacts | undefined>;
  readonly progress: Signal<Progress | undefined>; // of what is under way
  readonly busy: Signal<boolean>; // the network is looking
  readonly photo: Signal<ShownPhoto | undefined>;
  readonly labels: ReadonlySignal<readonly string[]>;
  readonly hovered: Signal<number | undefined>; // a class
  readonly cell: Signal<Cell | undefined>;
  readonly brushing: Signal<boolean>;
  readonly brushSize: Signal<number>; // radius, as a share of the longer side
  readonly asking: ReadonlySignal<boolean>; // the engine computes a map
  readonly passes: Signal<{ readonly count: number; readonly last: number }>; // forward passes; ms
  readonly said: Signal<string>; // for those who do not see the page
  readonly trouble: Signal<Trouble | undefined>;
  readonly pinned: ReadonlySignal<readonly number[]>; // classes
  /** The class that is shown, and what it is contrasted with. */
  readonly target: ReadonlySignal<Target>;
  /** Its map; undefined while the engine computes it, or where there is nothing to see. */
  readonly map: ReadonlySignal<RawMap | undefined>;
  readonly look: ReadonlySignal<Look>;
  readonly client: Client;
  set(change: Partial<Settings>): void;
  labelOf(classIndex: number): string;
  openModel(source: ModelSource): Promise<void>;
  /** Measures this GPU once; from then on everything runs by what was fastest. */
  tune(): Promise<void>;
  /** Names for the classes of the visitor's own checkpoint, which is open. */
  useLabels(labels: File): void;
  /** Gives up what is under way: a download, or a method of many passes. */
  cancel(): void;
  showFile(file: Blob, name: string): Promise<void>;
  showSample(sample: Sample): Promise<void>;
  whatIf(erased: Mask | undefined): Promise<void>;
  report(error: unknown): void;
}

export const percent = (probability: number): string => `${(100 * probability).toFixed(1)} %`;
