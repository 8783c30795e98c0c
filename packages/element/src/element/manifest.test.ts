// What editors and readers are told of the element is what it has.
import { readFixture, readFixtureBytes } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";
import { CamlucidaMap } from "../index.ts";

type Named = readonly { readonly name: string }[];
interface Manifest {
  readonly modules: readonly [{ readonly declarations: readonly [Readonly<Record<"attributes" | "events" | "members" | "cssParts" | "cssProperties", Named>>] }];
}

const names = (named: Named): string[] => named.map(({ name }) => name).sort();
const found = (text: string, pattern: RegExp): string[] => [...new Set(Array.from(text.matchAll(pattern), ([, name = ""]) => name))].sort();
const textOf = async (path: string): Promise<string> => new TextDecoder().decode(await readFixtureBytes(import.meta.url, path));

describe("custom-elements.json", async () => {
  const { modules: [{ declarations: [declared] }] } = await readFixture<Manifest>(import.meta.url, "../../custom-elements.json");
  const [readme, face, style, events, element] = await Promise.all(["../../README.md", "face.ts", "style.ts", "events.ts", "camlucida_map.ts"].map(textOf)) as [string, string, string, string, string];

  test("has the element's attributes, events and members, parts and properties for style sheets", () => {
    expect(names(declared.attributes)).toEqual([...CamlucidaMap.observedAttributes].sort());
    expect(names(declared.events)).toEqual(found(events, /"(camlucida-\w+)":/g));
    expect(names(declared.cssParts)).toEqual(found(face, /(?:node\("\w+", |part\.add\(.*\? )"(\w+)"/g).concat("statement").sort());
    expect(names(declared.cssProperties)).toEqual(found(style, /var\((--[\w-]+)/g));
    for (const name of names(declared.members)) expect(element).toMatch(new RegExp(`^ {2}(get )?${name}\\(`, "m"));
  });

  test("and README.md names them all", () => {
    const { attributes, events: told, members, cssParts, cssProperties } = declared;
    for (const name of names([...attributes, ...told, ...members, ...cssProperties, ...cssParts.filter((part) => part.name !== "status")])) expect(readme).toContain(name);
  });
});
