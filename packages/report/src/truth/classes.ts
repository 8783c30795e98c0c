// The classes that results name, and which of them a person means who writes a label, a part of it, or an index.
import { ReportError } from "../read/report_error.ts";
import type { ExplainedPicture } from "../read/results.ts";

/** A class by its index in the network's output, or by a label that no result names. */
export interface NamedClass {
  readonly index: number | null;
  readonly label: string;
}

/** All classes that results name. */
export interface KnownClasses {
  readonly count: number; // that the network has; 0 of one that answers with features
  readonly labels: ReadonlyMap<number, string>;
  /** @returns undefined where nobody is of that name */
  named(text: string): NamedClass | undefined;
}

/**
 * @throws ReportError "results-disagree" where an index has two labels: they are of two networks
 */
export function classesIn(pictures: readonly Pick<ExplainedPicture, "image" | "top" | "maps" | "model">[]): KnownClasses {
  const labels = new Map<number, string>();
  for (const { image, top, maps } of pictures) for (const { class: index, label } of [...top, ...maps]) {
    if (index === null || label === null) continue;
    const known = labels.get(index);
    if (known !== undefined && known !== label) throw new ReportError("results-disagree", `class ${index} is ${JSON.stringify(label)} for ${image}, and ${JSON.stringify(known)} for others: these are results of different models. Make a report of each.`);
    labels.set(index, label);
  }
  const names = new Map<string, number>();
  for (const [index, label] of labels) for (const name of [...label.split(","), label]) names.set(folded(name), index);
  const count = Math.max(0, ...pictures.map(({ model }) => model.classes));
  return { count, labels, named: (text) => classNamed(text, count, labels, names) };
}

function classNamed(text: string, count: number, labels: ReadonlyMap<number, string>, names: ReadonlyMap<string, number>): NamedClass | undefined {
  const byName = names.get(folded(text));
  const index = byName ?? (/^\d+$/.test(text.trim()) ? Number(text) : undefined);
  if (index === undefined || (byName === undefined && index >= count)) return undefined;
  return { index, label: labels.get(index) ?? `class ${index}` };
}

/** As folders are called: "Golden_Retriever" is "golden retriever". */
const folded = (name: string): string => name.trim().toLowerCase().replace(/[_\s-]+/g, " ");
