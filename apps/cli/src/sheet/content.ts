// What a contact sheet shows: a photograph, methods down, classes across.
import type { Image, RawMap, Region } from "@camlucida/cam";
import type { View } from "../arguments/option_table.ts";
import type { TopClass } from "../report/result.ts";

export interface SheetContent {
  readonly photo: Image;
  /** What the network saw of the photograph. */
  readonly region: Region;
  readonly title: string; // the photograph's name
  readonly facts: string; // its size, and by what it was explained
  readonly top: readonly TopClass[];
  readonly columns: readonly Heading[]; // classes
  readonly rows: readonly SheetRow[]; // methods and layers
}

export interface Heading {
  readonly title: string;
  readonly subtitle: string;
}

export interface SheetRow extends Heading {
  readonly unit: string; // what the colour bar's numbers count
  readonly cells: readonly SheetCell[]; // one for each column; a single one where the method knows no class
}

export interface SheetCell {
  readonly map: RawMap;
  readonly statement: string | undefined; // where the map makes no picture
}

/** How the maps of a row share a scale. */
export type SheetView = View | "finished";
