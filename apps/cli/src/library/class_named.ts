// A class as a caller names it: by its index, or by its label whatever the case of its letters.
import { RequestError } from "./errors.ts";

/** @throws RequestError "class-unknown" */
export function classNamed(wanted: number | string, labels: readonly string[]): number {
  const index = typeof wanted === "number" ? wanted : indexOf(wanted, labels);
  if (Number.isInteger(index) && index >= 0 && index < labels.length) return index;
  const expected = typeof wanted === "number" ? `an index from 0 to ${labels.length - 1}` : `one of the ${labels.length} labels, such as "${labels[0]}"`;
  throw new RequestError("class-unknown", `There is no class ${JSON.stringify(wanted)}; expected ${expected}.`);
}

function indexOf(label: string, labels: readonly string[]): number {
  const exact = labels.indexOf(label);
  return exact >= 0 ? exact : labels.findIndex((other) => other.toLowerCase() === label.toLowerCase());
}
