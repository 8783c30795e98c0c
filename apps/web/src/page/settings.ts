// What the URL's hash holds: how things are shown, never a picture. #view=positive&colours=turbo&class=281
import { colourMaps, methods, type Framing } from "@camlucida/cam";
import { viewChoices, type ViewChoice } from "../drawing/draw.ts";
import { deviceChoices, type DeviceChoice } from "@camlucida/tensor";
import { languages, type Language } from "../text/language.ts";

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
  layer: (text) => (/^(stem|layer[1-4](\.\d{1,3})?)$/.test(text) ? text : undefined),
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
