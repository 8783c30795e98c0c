// What the address holds beside the settings: where on the page the visitor is. #method=grad-cam&layer=layer3&mode=inside&inside=layer3.0.conv1
// A photograph of the visitor's own is never in it.
import type { Cell } from "@camlucida/cam";
import { hashOf, settingsFrom, type Settings } from "./settings.ts";

export const modes = ["photo", "live", "inside"] as const;
export type Mode = (typeof modes)[number];

export interface Address {
  readonly settings: Settings;
  readonly mode: Mode;
  readonly cell: Cell | undefined; // of the map; "row,column" in the address, counted from 1 as on the page
  readonly stage: string | undefined; // of the network's inside
  readonly inside: string | undefined; // and its layer
}

const isName = (text: string | null): text is string => text !== null && /^[\w.]{1,60}$/.test(text);

/** Whatever a hash says that the page does not know is passed over. */
export function addressFrom(hash: string): Address {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const [row, column] = (/^(\d{1,3}),(\d{1,3})$/.exec(given.get("cell") ?? "") ?? []).slice(1).map(Number);
  const [stage, inside] = [given.get("stage"), given.get("inside")];
  return {
    settings: settingsFrom(hash),
    mode: modes.find((mode) => mode === given.get("mode")) ?? "photo",
    cell: row && column ? { x: column - 1, y: row - 1 } : undefined,
    stage: isName(stage) ? stage : undefined,
    inside: isName(inside) ? inside : undefined,
  };
}

/** Without the "#"; only what differs from the usual. */
export function hashFor({ settings, mode, cell, stage, inside }: Address): string {
  const rest = {
    ...(mode === "photo" ? {} : { mode }), ...(stage === undefined ? {} : { stage }), ...(inside === undefined ? {} : { inside }),
    ...(cell ? { cell: `${cell.y + 1},${cell.x + 1}` } : {}),
  };
  return [hashOf(settings), String(new URLSearchParams(rest))].filter((part) => part !== "").join("&");
}

/** What a visitor drags or only passes over, and preferences that hold for every step. */
const passing: ReadonlySet<string> = new Set<keyof Settings>(["opacity", "contrast", "device", "language", "theme"]);

/** Whether one would want to come back from the second address to the first; else it only takes its place. */
export function isStep(from: Address, to: Address): boolean {
  const settled = ({ settings, mode, stage, inside }: Address): string =>
    JSON.stringify([mode, stage, inside, Object.entries(settings).filter(([name, value]) => !passing.has(name) && value !== undefined)]);
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
