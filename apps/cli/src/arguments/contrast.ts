// What --contrast may say: "tabby:lynx" or "281:287:0.6": what speaks for one class and not for another.
import { readClassQuery, type ClassQuery } from "./class_query.ts";
import { UsageError } from "../errors/errors.ts";

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
