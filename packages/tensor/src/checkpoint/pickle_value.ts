/**
 * What a pickle holds once read: inert data, no behaviour. A call that Python would make (REDUCE) is written
 * down as "this name, these arguments" and never made; `torch_tensor.ts` later recognises the few that are tensors.
 */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | PickleSequence
  | PickleDict
  | PickleGlobal
  | PickleObject
  | PicklePersistent;

export interface PickleSequence {
  readonly kind: "list" | "tuple" | "set";
  readonly items: PickleValue[];
}

/** A plain array of pairs, not a hash table: no choice of keys makes it slow, and keys may be anything. */
export interface PickleDict {
  readonly kind: "dict";
  /** key, value, key, value… in file order; a repeated key counts with its last value. */
  readonly entries: PickleValue[];
}

/** The name of a Python class or function, "module.name", on the allow-list of `pickle_globals.ts`. */
export interface PickleGlobal {
  readonly kind: "global";
  readonly name: string;
}

/** An object that Python would have made by calling `callable(...args)`, and what was put into it afterwards. */
export interface PickleObject {
  readonly kind: "object";
  readonly callable: PickleGlobal;
  readonly args: readonly PickleValue[];
  /** Items appended to it, where it is a kind of list or set. */
  readonly items: PickleValue[];
  /** Entries set on it, where it is a kind of dict (`OrderedDict`): key, value, key, value… */
  readonly entries: PickleValue[];
}

/** Something kept outside the pickle under an identifier: in PyTorch's files, always a storage. */
export interface PicklePersistent {
  readonly kind: "persistent";
  readonly id: PickleValue;
}

export function isKind<Kind extends "list" | "tuple" | "set" | "dict" | "global" | "object" | "persistent">(
  value: PickleValue | undefined,
  kind: Kind,
): value is Extract<PickleValue, { readonly kind: string }> & { readonly kind: Kind } {
  return typeof value === "object" && value !== null && "kind" in value && value.kind === kind;
}

/** The entries of a dict, or of an object that is a kind of dict. */
export function entriesOf(value: PickleValue | undefined): readonly PickleValue[] | undefined {
  return isKind(value, "dict") || isKind(value, "object") ? value.entries : undefined;
}

/** The entries whose keys are text, in file order. */
export function namedEntries(value: PickleValue | undefined): Map<string, PickleValue> {
  const named = new Map<string, PickleValue>();
  const entries = entriesOf(value) ?? [];
  for (let i = 0; i + 1 < entries.length; i += 2) {
    const key = entries[i];
    if (typeof key === "string") named.set(key, entries[i + 1] ?? null);
  }
  return named;
}

/** For messages: what Python would call it. */
export function describeValue(value: PickleValue | undefined): string {
  if (value === null || value === undefined) return "None";
  if (value instanceof Uint8Array) return "bytes";
  if (typeof value === "object") return value.kind === "object" ? value.callable.name : `a ${value.kind}`;
  return typeof value === "string" ? "a text" : typeof value === "boolean" ? "a truth value" : "a number";
}
