// Walks untrusted JSON: every step checks a type and, where it fails, names the path of the value.
import { messageOf, ModelError } from "../errors/errors.ts";

/** A value inside a JSON document: where it is, and the error code to fail with. */
export interface Json {
  readonly value: unknown;
  /** For messages: "manifest.json: models.resnet18.url". */
  readonly path: string;
  readonly code: string;
}

/** Parses `text`, which came from the file `name`. @throws ModelError with `code` */
export function parseJson(text: string, name: string, code: string): Json {
  try {
    return { value: JSON.parse(text), path: `${name}:`, code };
  } catch (error) {
    throw new ModelError(code, `${name}: is not JSON (${messageOf(error)}).`, { cause: error });
  }
}

/** Ends the walk: `expected` says what should have stood there. */
export function fail(json: Json, expected: string): never {
  const found = JSON.stringify(json.value)?.slice(0, 60) ?? "nothing";
  throw new ModelError(json.code, `${json.path} is ${found}; expected ${expected}.`);
}

/** The member `key` of an object; its value is `undefined` where there is none. */
export function field(json: Json, key: string): Json {
  const { value } = json;
  if (typeof value !== "object" || value === null || Array.isArray(value)) fail(json, "an object");
  const found: unknown = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  return { ...json, value: found, path: json.path.endsWith(":") ? `${json.path} ${key}` : `${json.path}.${key}` };
}

/** The members of an object, in their order. */
export function members(json: Json): (readonly [string, Json])[] {
  if (typeof json.value !== "object" || json.value === null || Array.isArray(json.value)) fail(json, "an object");
  return Object.keys(json.value).map((key) => [key, field(json, key)] as const);
}

/** The elements of an array. */
export function elements(json: Json): Json[] {
  if (!Array.isArray(json.value)) fail(json, "an array");
  return json.value.map((value: unknown, index) => ({ ...json, value, path: `${json.path}[${index}]` }));
}

export function text(json: Json): string {
  return typeof json.value === "string" && json.value !== "" ? json.value : fail(json, "a text");
}

/** A text that matches `pattern` as a whole; `meaning` names it in the error. */
export function textLike(json: Json, pattern: RegExp, meaning: string): string {
  return pattern.test(text(json)) ? text(json) : fail(json, meaning);
}

export function number(json: Json): number {
  return typeof json.value === "number" && Number.isFinite(json.value) ? json.value : fail(json, "a number");
}

/** A whole number from `least` to 2⁵³ − 1. */
export function integer(json: Json, least: number): number {
  return Number.isSafeInteger(json.value) && number(json) >= least ? number(json) : fail(json, `a whole number from ${least}`);
}

export function oneOf<const T extends string | number>(json: Json, allowed: readonly T[]): T {
  return allowed.find((value) => value === json.value) ?? fail(json, allowed.map((value) => JSON.stringify(value)).join(" or "));
}

/** `read` applied to the value, or `undefined` where the document has none. */
export function optional<T>(json: Json, read: (json: Json) => T): T | undefined {
  return json.value === undefined ? undefined : read(json);
}
