// What is done to a picture without the network: before it is seen, and after it has been explained. This thread does it
// itself (here), or leaves it to others (pool.ts).
import type { Image, Preprocessing, RawMap, Region } from "@camlucida/cam";
import type { SentError } from "@camlucida/tensor";
import type { Options } from "../arguments/options.ts";
import type { Input } from "../files/inputs.ts";
import type { MapNames } from "../files/template.ts";
import type { LegendText } from "../report/wording.ts";
import type { Box } from "../image/regions.ts";
import type { Times } from "../report/stopwatch.ts";
import type { SheetContent, SheetView } from "../sheet/layout.ts";

/** Arguments and results are data that can go from one thread to another. */
export interface PictureSteps {
  /** read → decode → preprocess. @throws ImageError; OutputError "output-exists" where its result is there already */
  load(input: Input, preprocessing: Preprocessing): Promise<Loaded>;
  /** maps → pictures and numbers on the disk, in their order. @throws OutputError */
  write(order: WriteOrder): Promise<Written>;
  /** content → contact sheet on the disk. @throws OutputError */
  writeSheet(order: SheetOrder): Promise<{ readonly path: string; readonly times: Times }>;
  close(): void;
}

/** What the steps need to know of the whole run. */
export interface StepSettings {
  readonly options: Options;
  readonly photographs: Uint32Array; // identities: files/census.ts; empty where no file may be replaced
}

export interface Loaded {
  readonly image: Image;
  readonly pixels: Float32Array; // [height, width, C], the network's input
  readonly region: Region; // what the network sees of the image
  readonly remarks: readonly string[]; // such as a wrong extension
  readonly times: Times;
}

export interface WriteOrder {
  readonly input: Input;
  readonly image: Image;
  readonly region: Region;
  readonly maps: readonly OrderedMap[];
  readonly isLast: boolean; // nobody asks for anything of the image after this: it may be handed over, not copied
}

export interface OrderedMap {
  readonly map: RawMap;
  readonly names: MapNames;
  readonly scale: number | undefined; // of the strongest colour; undefined: its own
  readonly legend: LegendText | undefined; // undefined: none is wanted
}

export interface Written {
  readonly maps: readonly WrittenFiles[];
  readonly times: Times;
}

/** What became of one map; paths are null where no such file was asked for. */
export interface WrittenFiles {
  readonly overlay: string | null;
  readonly raw: string | null;
  readonly mask: string | null;
  readonly boxes: readonly Box[]; // none unless asked for
}

export interface SheetOrder {
  readonly input: Input;
  readonly content: SheetContent;
  readonly view: SheetView;
}

export type StepName = Exclude<keyof PictureSteps, "close">;

/** The first message to a thread; all others are orders. */
export interface Start {
  readonly settings: StepSettings;
  readonly atWork: Int32Array; // see Pool
  readonly slot: number; //       this thread's there
}

/** The arguments of one call of a step. */
export type Order = { readonly [Name in StepName]: { readonly id: number; readonly step: Name; readonly given: Parameters<PictureSteps[Name]> } }[StepName];

export type Reply =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly error: SentError };
