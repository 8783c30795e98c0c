// The value of one option → what it means, or an error that says what was expected.
import { type DeviceChoice, deviceChoices } from "@camlucida/tensor";
import { UsageError } from "../errors/errors.ts";
import type { Detail, Shard } from "./options.ts";
import { didYouMean, type Typed } from "./tokens.ts";

/** Of an option typed several times the last value counts. */
export const last = (typed: Typed, name: string): string | undefined => typed.get(name)?.at(-1);

export function optional<T>(value: string | undefined, read: (value: string) => T): T | undefined {
  return value === undefined ? undefined : read(value);
}

/** @throws UsageError "usage-bad-value" with "did you mean" */
export function choose<T extends string>(option: string, value: string, allowed: readonly T[]): T {
  const found = allowed.find((known) => known === value.toLowerCase());
  if (found !== undefined) return found;
  throw new UsageError("usage-bad-value",
    `${option}: ${JSON.stringify(value)} is not one of ${allowed.join(", ")}.${didYouMean(value, allowed)}`);
}

/** A number from 0 to 1. @param none, all: what these mean, for the message. @throws UsageError "usage-bad-value" */
export function readShare(option: string, text: string, none: string, all: string): number {
  const share = text.trim() === "" ? NaN : Number(text);
  if (share >= 0 && share <= 1) return share;
  throw new UsageError("usage-bad-value", `${option}: ${JSON.stringify(text)} is not a number from 0 (${none}) to 1 (${all}).`);
}

/** A whole number. @throws UsageError "usage-bad-value" */
export function readCount(typed: Typed, name: string, [least, most]: readonly [number, number]): number | undefined {
  const text = last(typed, name);
  if (text === undefined) return undefined;
  const count = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
  if (count >= least && count <= most) return count;
  throw new UsageError("usage-bad-value", `--${name}: ${JSON.stringify(text)} is not a whole number from ${least} to ${most}.`);
}

export const readJobs = (typed: Typed): number | undefined => readCount(typed, "jobs", [1, 256]);

export const readDevice = (typed: Typed): DeviceChoice => choose("--device", last(typed, "device") ?? "auto", deviceChoices);

export const readDetail = (typed: Typed): Detail => (typed.has("quiet") ? "quiet" : typed.has("verbose") ? "verbose" : "normal");

/** "2/8" is the second of eight parts. @throws UsageError "usage-bad-value" */
export function readShard(text: string): Shard {
  const [, first, second] = /^(\d{1,6})\/(\d{1,6})$/.exec(text.trim()) ?? [];
  const [index, count] = [Number(first), Number(second)];
  if (index >= 1 && index <= count) return { index, count };
  throw new UsageError("usage-bad-value", `--shard: ${JSON.stringify(text)} is not of the form K/N with K from 1 to N, such as 2/8 for the second of eight parts.`);
}
