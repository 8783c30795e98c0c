// What the URL's hash holds: how things are shown, and where on the page the visitor is; never a photograph of the
// visitor's own.
// #view=positive&colours=turbo&class=281 #method=grad-cam&layer=layer3&mode=inside&inside=layer3.0.conv1
import { type Cell, colourMaps, type Framing, methods } from "@camlucida/cam";
import { type DeviceChoice, deviceChoices } from "@camlucida/tensor";
import { type ViewChoice, viewChoices } from "../drawing/draw.ts";
import { type SourcePlace, sourcePlaceFrom, sourcePlaceText } from "../sources/place.ts";
import { type Language, languages } from "../text/language.ts";

/** How things are shown. */
export interface Settings {
  readonly view: ViewChoice;
  readonly colours: string | undefined; // undefined: what the view looks best with
  readonly opacity: number | undefined; // 0 … 1; likewise
  readonly cells: boolean;
  readonly oneScale: boolean; // of all classes
  readonly method: string;
  readonly layer: string;
  readonly class: number | undefined; // undefined: the most probable
  readonly pinned: readonly number[]; // at most two
  readonly contrast: number; // 0 … 1: how much of the second pinned class is taken away from the first
  readonly framing: Framing;
  readonly device: DeviceChoice;
  readonly sample: string | undefined;
  readonly language: Language | undefined; // undefined: the browser's
  readonly theme: "light" | "dark" | undefined; // undefined: the system's
}

export const usualSettings: Settings = {
  view: "signed", colours: undefined, opacity: undefined, cells: false, oneScale: false, method: "cam", layer: "layer4", class: undefined, pinned: [], contrast: 0.6,
  framing: "squash", device: "auto", sample: undefined, language: undefined, theme: undefined,
};

/** What files call their layers and nodes: "layer3.0.conv1", "/features/features.0/Conv_output_0", "block1a_add/add:0". */
const isName = (text: string | null): text is string => text !== null && /^(?!__)[\w/][\w./: ()[\]@,;+-]{0,199}$/.test(text);

/** In place of a stage: all of them. */
export const WHOLE = "*";

const oneOf = <T extends string>(choices: readonly T[]) => (text: string): T | undefined => choices.find((choice) => choice === text);
const share = (text: string): number | undefined => (/^(0|1|0?\.\d{1,3})$/.test(text) ? Number(text) : undefined);
const index = (text: string): number | undefined => (/^\d{1,6}$/.test(text) ? Number(text) : undefined);

/** How each setting is read; undefined for what is no value of it. */
const readers: { readonly [Name in keyof Settings]: (text: string) => Settings[Name] | undefined } = {
  view: oneOf(viewChoices),
  colours: oneOf(Object.keys(colourMaps)),
  opacity: share,
  cells: (text) => (text === "true" ? true : undefined),
  oneScale: (text) => (text === "true" ? true : undefined),
  method: oneOf(methods.map(({ name }) => name)),
  layer: (text) => (isName(text) ? text : undefined),
  class: index,
  pinned: (text) => text.split(",").slice(0, 2).map(index).filter((some) => some !== undefined),
  contrast: share,
  framing: oneOf(["squash", "crop"] as const),
  device: oneOf(deviceChoices),
  sample: (text) => (/^[\w-]{1,40}$/.test(text) ? text : undefined),
  language: oneOf(languages),
  theme: oneOf(["light", "dark"] as const),
};

/** Whatever a hash says that is no setting is passed over: it may be older or newer than this page. */
export function settingsFrom(hash: string): Settings {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const read = Object.entries(readers).flatMap(([name, reader]) => {
    const text = given.get(name);
    const value = text === null ? undefined : (reader as (text: string) => unknown)(text);
    return value === undefined ? [] : [[name, value]];
  });
  return { ...usualSettings, ...(Object.fromEntries(read) as Partial<Settings>) };
}

/** Only what differs from the usual. */
export function hashOf(settings: Settings): string {
  const changed = Object.entries(settings).filter(([name, value]) => value !== undefined && String(value) !== String(usualSettings[name as keyof Settings] ?? ""));
  const hash = new URLSearchParams(changed.map(([name, value]) => [name, typeof value === "number" ? String(Number(value.toFixed(3))) : String(value)]));
  return String(hash);
}

export const modes = ["photo", "live", "inside", "learn"] as const;
export type Mode = (typeof modes)[number];

/** That, and where on the page the visitor is. */
export interface Address {
  readonly settings: Settings;
  readonly mode: Mode;
  readonly cell: Cell | undefined; // of the map; "row,column" in the address, counted from 1 as on the page
  readonly stage: string | undefined; // of the network's inside
  readonly inside: string | undefined; // and its layer
  readonly chapter: string | undefined; // of the guide, by its slug: "convolution"; undefined: its table of contents
  readonly source: SourcePlace | undefined; // that is read beside the page
}

/** Whatever a hash says that the page does not know is passed over. */
export function addressFrom(hash: string): Address {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const [row, column] = (/^(\d{1,3}),(\d{1,3})$/.exec(given.get("cell") ?? "") ?? []).slice(1).map(Number);
  const [stage, inside] = [given.get("stage"), given.get("inside")];
  return {
    settings: settingsFrom(hash),
    mode: modes.find((mode) => mode === given.get("mode")) ?? "photo",
    cell: row && column ? { x: column - 1, y: row - 1 } : undefined,
    stage: isName(stage) || stage === WHOLE ? stage : undefined,
    inside: isName(inside) ? inside : undefined,
    chapter: /^\w{1,40}$/.exec(given.get("chapter") ?? "")?.[0],
    source: sourcePlaceFrom(given.get("source")),
  };
}

/** Without the "#"; only what differs from the usual. */
export function hashFor({ settings, mode, cell, stage, inside, chapter, source }: Address): string {
  const rest = {
    ...(mode === "photo" ? {} : { mode }), ...(mode === "learn" && chapter !== undefined ? { chapter } : {}), ...(stage === undefined ? {} : { stage }), ...(inside === undefined ? {} : { inside }),
    ...(cell ? { cell: `${cell.y + 1},${cell.x + 1}` } : {}), ...(source ? { source: sourcePlaceText(source) } : {}),
  };
  return [hashOf(settings), String(new URLSearchParams(rest))].filter((part) => part !== "").join("&");
}

/** What a visitor drags or only passes over, and preferences that hold for every step. */
const passing: ReadonlySet<string> = new Set<keyof Settings>(["opacity", "contrast", "device", "language", "theme"]);

/** Whether one would want to come back from the second address to the first; else it only takes its place. */
export function isStep(from: Address, to: Address): boolean {
  const settled = ({ settings, mode, stage, inside, chapter, source }: Address): string =>
    JSON.stringify([mode, stage, inside, chapter, source, Object.entries(settings).filter(([name, value]) => !passing.has(name) && value !== undefined)]);
  return settled(from) !== settled(to);
}

/** Preferences that an address does not name stay as they are. */
export function withPreferences(hash: string, { device, language, theme }: Settings): Address {
  const address = addressFrom(hash);
  const named = new URLSearchParams(hash.replace(/^#/, ""));
  const { settings } = address;
  const kept = { device: named.has("device") ? settings.device : device, language: settings.language ?? language, theme: settings.theme ?? theme };
  return { ...address, settings: { ...settings, ...kept } };
}
