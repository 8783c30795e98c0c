// A picture's pixels against what other readers gave, in the file that test/reference_corpora.py writes.
import { Buffer } from "node:buffer";
import { readFile } from "node:fs/promises";
import type { PixelFacts, ReadingOutcome } from "./read.ts";

/** What another reader gave: its pixels, or why it gave none. */
type ReferenceReading = OtherPixels | { readonly by: string; readonly error: string };

type OtherPixels = Omit<PixelFacts, "tolerance"> & { readonly by: string };

/** Path below the folder → what each reader gave. */
export type ReferenceCorpus = ReadonlyMap<string, readonly ReferenceReading[]>;

export const readReference = async (path: string): Promise<ReferenceCorpus> =>
  new Map(Object.entries((JSON.parse(await readFile(path, "utf8")) as { readonly files: Record<string, readonly ReferenceReading[]> }).files));

/** What a comparison found. */
export interface PixelDifference {
  readonly verdict: string; // the same of all files that fared alike
  readonly detail: string;
  readonly isFault: boolean;
}

export function differenceOf(name: string, reading: ReadingOutcome, reference: ReferenceCorpus): PixelDifference | undefined {
  const others = reference.get(name);
  if (others === undefined || (reading.outcome === "read" && reading.pixels === undefined)) return undefined;
  const theirs = others.filter((each): each is OtherPixels => "sha256" in each);
  if (reading.outcome !== "read") return theirs.length === 0 ? agreed("refused here and there") : agreed(`refused here, read by ${namesOf(theirs)}`);
  if (theirs.length === 0) return agreed("read here, refused there");
  const { pixels } = reading;
  const same = theirs.filter(({ sha256, width, height }) => pixels?.sha256 === sha256 && pixels.width === width && pixels.height === height);
  if (same.length > 0) return agreed(`equal to ${namesOf(same)}`);
  return nearest(pixels as PixelFacts, theirs);
}

const agreed = (verdict: string): PixelDifference => ({ verdict, detail: verdict, isFault: false });

const namesOf = (readers: readonly { readonly by: string }[]): string => readers.map(({ by }) => by).join(" and ");

function nearest(pixels: PixelFacts, theirs: readonly OtherPixels[]): PixelDifference {
  const distances = theirs.map((other) => ({ by: other.by, levels: levelsBetween(pixels, other) }));
  const [closest] = distances.toSorted((a, b) => a.levels - b.levels);
  if (closest && closest.levels <= pixels.tolerance) return agreed(`within ${pixels.tolerance} levels of ${closest.by}`);
  const detail = distances.map(({ by, levels }) => (levels === Infinity ? `another size than ${by}'s` : `up to ${levels} levels from ${by}`)).join(", ");
  return { verdict: "different", detail, isFault: true };
}

/** The largest difference between the samples; one where the samples are equal and other pixels are not. */
function levelsBetween(a: PixelFacts, b: OtherPixels): number {
  if (a.width !== b.width || a.height !== b.height) return Infinity;
  const [first, second] = [Buffer.from(a.sample, "hex"), Buffer.from(b.sample, "hex")];
  return first.reduce((most, value, i) => Math.max(most, Math.abs(value - (second[i] ?? 0))), 1);
}
