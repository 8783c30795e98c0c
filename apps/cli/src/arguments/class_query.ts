// What --class may say: "top3", an index, or a label; and --contrast: "tabby:lynx" or "281:287:0.6", what speaks for one class and not
// for another.
import { UsageError } from "../errors/errors.ts";

/** Which classes to draw: the N most probable, one by index, or one by (part of) its label. */
export type ClassQuery =
  | { readonly kind: "top"; readonly count: number }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "label"; readonly text: string };

/**
 * One --class: "tabby,lynx,285" names three. A comma before a space belongs to a label: "crane, bird" is one.
 * @throws UsageError "usage-bad-value" as `readClassQuery`, and for "tabby,,lynx"
 */
export function readClassQueries(text: string): ClassQuery[] {
  const words = text.split(/,(?!\s)/).map((word) => word.trim());
  if (words.every((word) => word !== "")) return words.map(readClassQuery);
  throw new UsageError("usage-bad-value", `--class: ${JSON.stringify(text)} has an empty place between its commas.`);
}

/**
 * "top3", an index, or anything else: a label. A label made of digits is reached by its index.
 * @throws UsageError "usage-bad-value" for "top0" and beyond "top1000".
 */
export function readClassQuery(text: string): ClassQuery {
  const top = /^top(\d+)$/i.exec(text)?.[1];
  if (top === undefined) return /^\d+$/.test(text) ? { kind: "index", index: Number(text) } : { kind: "label", text };
  const count = Number(top);
  if (count >= 1 && count <= 1000) return { kind: "top", count };
  throw new UsageError("usage-bad-value", `--class: ${JSON.stringify(text)} asks for ${top} maps; top1 to top1000 are possible.`);
}

/** Whether one photograph may get several maps. */
export function mayDrawSeveral(classes: readonly ClassQuery[]): boolean {
  return classes.length > 1 || classes.some((query) => query.kind === "top" && query.count > 1);
}

/** y_c − α·y_d. A "top" query means the count-th most probable class of each photograph. */
export interface Contrast {
  readonly for: ClassQuery;
  readonly against: ClassQuery;
  readonly alpha: number; // above 0
}

/**
 * "A:B" or "A:B:alpha". A label that holds a colon is reached by its index.
 * @throws UsageError "usage-bad-value"
 */
export function readContrast(text: string): Contrast {
  const [first = "", second = "", strength = "1", ...more] = text.split(":").map((part) => part.trim());
  const alpha = strength === "" ? NaN : Number(strength);
  if (first === "" || second === "" || more.length > 0) {
    throw new UsageError("usage-bad-value",
      `--contrast: ${JSON.stringify(text)} is not of the form A:B or A:B:alpha, such as 281:287, tabby:lynx or top1:top2:0.6.`);
  }
  if (!(alpha > 0 && alpha <= 1e6)) {
    throw new UsageError("usage-bad-value", `--contrast: the strength ${JSON.stringify(strength)} is not a number above 0, such as 0.6 or 1.`);
  }
  return { for: readClassQuery(first), against: readClassQuery(second), alpha };
}
