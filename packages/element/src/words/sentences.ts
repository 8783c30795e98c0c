// A result in words: what is seen, of which class, how surely, and where the evidence is strongest.
import type { SeenMap } from "camlucida";
import type { MapProgress, ShownMap } from "../work/explainer.ts";

/** "95.8 %", which no line's end takes apart. */
export const percent = (share: number): string => `${(100 * share).toFixed(1)}\u00a0%`;

/** Of a map's values: "38.86", "1.2e-7". */
export const compact = (value: number): string => String(Number(value.toPrecision(4)));

/**
 * What takes the picture's place for those who do not see it.
 * @param alt what the photograph shows, if anybody said
 */
export function nameOf({ top, map, statement, picture }: ShownMap, alt: string): string {
  const best = top[0];
  const subject = map.unit === "features" ? "What stands out" : `Evidence for ${map.class.label}, ${percent(map.class.probability)}`;
  const besides = map.unit === "features" || best === undefined || best.index === map.class.index ? "" : `; most probable is ${best.label}, ${percent(best.probability)}`;
  const where = statement === undefined ? strongest(map, picture) : sentence(statement).slice(0, -1);
  return `${alt === "" ? "" : sentence(alt) + " "}${subject}${besides}. ${capital(where)}; ${madeBy(map)}.`;
}

function strongest(map: SeenMap, size: { readonly width: number; readonly height: number }): string {
  const { max, unit, peak } = map;
  const pixel = peak && `near pixel (${Math.round(peak.x)}, ${Math.round(peak.y)}) of ${size.width}×${size.height}`;
  const value = `${compact(max)}${unit === "logits" ? " logits" : ""}`;
  const place = peak ? placeOf(peak.x / size.width, peak.y / size.height) : "nowhere";
  return unit !== "features" && max <= 0 ? `nothing speaks for it, least is against it ${place}, ${value} ${pixel}` : `strongest ${place}, ${value} ${pixel}`;
}

/** @param x and @param y shares of the picture, from its upper left corner */
export function placeOf(x: number, y: number): string {
  const across = x < 1 / 3 ? "left" : x > 2 / 3 ? "right" : "";
  const down = y < 1 / 3 ? "upper" : y > 2 / 3 ? "lower" : "";
  if (across !== "" && down !== "") return `at the ${down} ${across}`;
  if (across !== "") return `on the ${across}`;
  return { upper: "at the top", lower: "at the bottom", "": "in the centre" }[down];
}

/** "cam, layer4"; methods of pixels know no layer. */
export const madeBy = ({ method, layer }: Pick<SeenMap, "method" | "layer">): string => (layer === "image" ? method : `${method}, ${layer}`);

/** What the colours mean: the picture alone would leave it open. */
export function keyTo({ unit }: Pick<SeenMap, "unit">, view: string, ownColours: boolean): string {
  const [more, less] = unit === "features" ? ["more of", "less of"] : ["for", "against"];
  if (view === "minmax") return "from its lowest to its highest";
  if (ownColours) return view === "positive" ? `${more} it` : `${more} and ${less} it`;
  return view === "positive" ? `orange to yellow ${more} it` : `orange ${more}, blue ${less} it`;
}

/** "Downloading resnet18: 12.3 of 44.7 MB" */
export function progressText({ phase, task, done, total }: MapProgress): string {
  if (phase === "map") return `${task}: ${done} of ${total} passes`;
  return `Downloading ${task}: ${total > 0 ? `${megabytes(done)} of ${megabytes(total)}` : megabytes(done)} MB`;
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Begins with a capital letter, unless that is an address, and ends with a full stop. */
export const sentence = (text: string): string => (/^\w+:\/\//.test(text) ? text : capital(text.trim())).replace(/[^.!?…。]$/, "$&.");
