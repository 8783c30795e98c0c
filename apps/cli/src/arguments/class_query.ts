// What --class may say: "top3", an index, or a label.
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
