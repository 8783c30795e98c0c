// What is said of a map that makes no picture: it is flat, never positive, or not finite.
import { articleBytes, describeMap, emptinessOf, grainOf, legible, sentenceOn, type Emptiness, type RawMap } from "@camlucida/cam";
import type { HowOptions, StyleOptions } from "../arguments/options.ts";

export type StatementCode = `map-${Emptiness}`;

/** A result in words. Every code but "map-not-finite" is an answer like others; that one is a fault: exit code 1. */
export interface Statement {
  readonly code: StatementCode;
  readonly message: string;
}

/** @param aboutClass whether the map is of a class */
export function statementOn({ method, values }: Pick<RawMap, "method" | "values">, aboutClass: boolean, { compat, view }: Pick<HowOptions, "compat"> & Pick<StyleOptions, "view">): Statement | null {
  const summary = describeMap(compat === undefined ? legible(values, grainOf(method)) : values);
  const finished = compat !== undefined && compat !== "article";
  const emptiness = emptinessOf(summary, compat === undefined ? view : finished ? "positive" : "minmax");
  // Where a finished map shows nothing, it is zero everywhere, whatever the evidence was.
  if (finished && emptiness !== undefined && summary.finite) return { code: "map-zero", message: "the finished map is zero everywhere" };
  if (emptiness) return { code: `map-${emptiness}`, message: sentenceOn(emptiness, summary, aboutClass) };
  const { statement } = compat === "article" ? articleBytes(values) : { statement: undefined };
  return statement === undefined ? null : { code: "map-not-finite", message: statement };
}
