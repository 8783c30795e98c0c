// What entries of packages export, with the docstrings and the examples in them, as `deno doc` reads them from sources.
import { execFileSync } from "node:child_process";
import { relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { denoBinary } from "../../../scripts/launcher/deno.mjs";
import type { PublishedEntry } from "../../../scripts/packages/layout.mjs";

const root = resolve(import.meta.dirname, "../../..");

type Entry = Pick<PublishedEntry, "name" | "source">;

/** A name that an entry exports. */
export interface Documented {
  readonly entry: string;
  readonly name: string;
  readonly kind: string; // "function", "class", "variable", "interface", …
  readonly place: string; // file:line, from the root
  readonly text: string; // the docstring without its tags; "" where there is none
  readonly examples: readonly Example[]; // its own, and those of its members
}

/** The code of one `@example`. */
export interface Example {
  readonly of: string; // "openNetwork", "Pass.map"
  readonly place: string;
  readonly lines: readonly string[];
}

interface JsDoc {
  readonly doc?: string;
  readonly tags?: readonly { readonly kind: string; readonly doc?: string }[];
}

interface Declared {
  readonly kind: string;
  readonly location: { readonly filename: string; readonly line: number };
  readonly jsDoc?: JsDoc;
  readonly def?: { readonly methods?: readonly Member[]; readonly properties?: readonly Member[] };
}

type Member = Pick<Declared, "location" | "jsDoc"> & { readonly name: string };

interface Exported {
  readonly name: string;
  readonly declarations: readonly [Declared, ...Declared[]]; // several of a function that is overloaded
}

interface Answer {
  readonly nodes: Readonly<Record<string, { readonly symbols?: readonly Exported[] }>>;
}

/** All names that the entries export. Where two of the entries have the same, it may be listed under one alone. */
export function documentedIn(entries: readonly Entry[]): Documented[] {
  const words = ["doc", "--json", ...entries.map(({ source }) => source)];
  // It warns of type definitions in node_modules that it need not find.
  const stdio: ["ignore", "pipe", "ignore"] = ["ignore", "pipe", "ignore"];
  const { nodes } = JSON.parse(execFileSync(denoBinary(), words, { encoding: "utf8", maxBuffer: 1 << 28, stdio })) as Answer;
  return entries.flatMap(({ name, source }) => {
    const exported = nodes[pathToFileURL(source).href]?.symbols ?? [];
    const own = exported.filter(({ declarations: [first] }) => first.kind !== "reference");
    return own.map((one) => documentedAs(name, one));
  });
}

function documentedAs(entry: string, { name, declarations: [first] }: Exported): Documented {
  const members = [...(first.def?.methods ?? []), ...(first.def?.properties ?? [])];
  const theirs = members.flatMap((member) => examplesOf(`${name}.${member.name}`, member));
  const { jsDoc: { doc: text = "" } = {}, kind } = first;
  return { entry, name, kind, place: placeOf(first), text, examples: [...examplesOf(name, first), ...theirs] };
}

function examplesOf(of: string, declared: Omit<Member, "name">): Example[] {
  const tags = (declared.jsDoc?.tags ?? []).filter(({ kind }) => kind === "example");
  return tags.map(({ doc = "" }) => {
    const code = /^```ts\n(?<code>[^]*)\n```/.exec(doc)?.groups?.["code"] ?? "";
    return { of, place: placeOf(declared), lines: code.split("\n") };
  });
}

const placeOf = ({ location: { filename, line } }: Pick<Declared, "location">): string =>
  `${relative(root, fileURLToPath(filename)).replaceAll("\\", "/")}:${line}`;
