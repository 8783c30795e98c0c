// One line of results → what a report needs of it. Only that is checked, so that later versions may say more.
import type { MapGrid } from "@camlucida/cam";
import { ReportError } from "./report_error.ts";

/** A picture that was explained, as its line says. */
export interface PictureLine {
  readonly image: string;
  readonly model: { readonly name: string; readonly sha256: string | null; readonly classes: number; readonly preprocessing: string };
  readonly device: { readonly kind: string; readonly name: string };
  readonly top: readonly { readonly class: number; readonly label: string; readonly probability: number }[]; // most probable first
  readonly maps: readonly MapLine[];
}

/** A map of it. */
export interface MapLine {
  readonly method: string;
  readonly layer: string;
  readonly unit: string;
  readonly class: number | null; // null: of no class
  readonly label: string | null;
  readonly overlay: string | null; // path
  readonly raw: string | null; // path of the .npy
  readonly curves: string | null; // path
  readonly grid: MapGrid | undefined;
  readonly metrics: Readonly<Record<string, number | null>>;
}

/** The fields of a JSON object, each read as what it must be. */
class Fields {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #place: string;

  constructor(value: unknown, place: string, name: string) {
    if (!isRecord(value)) throw malformed(place, `${name} is no object`);
    this.#fields = value;
    this.#place = place;
  }

  text(name: string): string {
    return this.#as(name, (value): value is string => typeof value === "string", "text");
  }

  textOrNull(name: string): string | null {
    return this.#as(name, (value): value is string | null | undefined => value === undefined || value === null || typeof value === "string", "text or null") ?? null;
  }

  index(name: string): number {
    return this.#as(name, (value): value is number => Number.isSafeInteger(value) && (value as number) >= 0, "a whole number from 0");
  }

  indexOrNull(name: string): number | null {
    return this.#fields[name] === null || this.#fields[name] === undefined ? null : this.index(name);
  }

  /** A number, or 0 where it was not finite, which JSON writes as null. */
  number(name: string): number {
    return this.#as(name, (value): value is number | null => value === null || typeof value === "number", "a number") ?? 0;
  }

  list<T>(name: string, each: (fields: Fields) => T): T[] {
    const list = this.#as(name, Array.isArray, "a list") as unknown[];
    return list.map((value, at) => each(new Fields(value, this.#place, `${name}[${at}]`)));
  }

  fields(name: string): Fields {
    return new Fields(this.#fields[name], this.#place, name);
  }

  raw(name: string): unknown {
    return this.#fields[name];
  }

  #as<T>(name: string, is: (value: unknown) => value is T, expected: string): T {
    const value = this.#fields[name];
    if (!is(value)) throw malformed(this.#place, `${name} is ${shortened(value)}; expected ${expected}`);
    return value;
  }
}

/** @param place file and line, for messages. @throws ReportError "results-malformed" */
export function pictureLine(value: unknown, place: string): PictureLine {
  const line = new Fields(value, place, "the line");
  const [model, device] = [line.fields("model"), line.fields("device")];
  return {
    image: line.text("image"),
    model: { name: model.text("name"), sha256: model.textOrNull("sha256"), classes: model.index("classes"), preprocessing: JSON.stringify(model.raw("preprocessing") ?? null) },
    device: { kind: device.text("kind"), name: device.text("name") },
    top: line.list("top", (top) => ({ class: top.index("class"), label: top.text("label"), probability: top.number("probability") })),
    maps: line.list("maps", (map) => mapLine(map, place)),
  };
}

function mapLine(map: Fields, place: string): MapLine {
  return {
    method: map.text("method"),
    layer: map.text("layer"),
    unit: map.text("unit"),
    class: map.indexOrNull("class"),
    label: map.textOrNull("label"),
    overlay: map.textOrNull("overlay"),
    raw: map.textOrNull("raw"),
    curves: map.textOrNull("curves"),
    grid: map.raw("grid") === undefined ? undefined : gridIn(map.fields("grid"), place),
    metrics: metricsIn(map.raw("metrics")),
  };
}

function gridIn(grid: Fields, place: string): MapGrid {
  const [width, height, values] = [grid.index("width"), grid.index("height"), grid.raw("values")];
  if (!Array.isArray(values) || width < 1 || values.length !== width * height || !values.every((value) => value === null || typeof value === "number")) {
    throw malformed(place, `a grid of ${width}×${height} has ${Array.isArray(values) ? values.length : "no"} values; expected ${width * height} numbers`);
  }
  return { width, height, values: values.map((value: number | null) => value ?? Number.NaN) };
}

const metricsIn = (value: unknown): Record<string, number | null> =>
  (isRecord(value) ? Object.fromEntries(Object.entries(value).filter((entry): entry is [string, number | null] => entry[1] === null || typeof entry[1] === "number")) : {});

/** An object of JSON, no list. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === "object" && value !== null && !Array.isArray(value);

const shortened = (value: unknown): string => {
  const text = JSON.stringify(value) ?? "missing";
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

/** What a line has that it must not have. */
export const malformed = (place: string, problem: string): ReportError => new ReportError("results-malformed", `${place}: ${problem}. Is it a line of camlucida --json or --resume?`);
