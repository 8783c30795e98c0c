// An example as a module of its own: what it takes as given is imported; `expression; // → value` is an expectation.
import { readdirSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Documented, Example } from "./documented.ts";

const folder = import.meta.dirname;

/** What examples take as given, by the file that has it. */
const given: readonly { readonly file: string; readonly names: readonly string[] }[] = readdirSync(folder)
  .filter((file) => file.startsWith("given"))
  .map((file) => {
    const declared = readFileSync(resolve(folder, file), "utf8").matchAll(/^export const (\w+)/gm);
    return { file, names: [...declared].map(([, name = ""]) => name) };
  });

export interface ExampleModule {
  readonly of: string; // "@camlucida/cam openNetwork"
  readonly place: string;
  readonly file: string; // "17_cam_openNetwork.ts", of a folder beside the one of the given values
  readonly text: string;
  readonly givenBy: readonly string[]; // "given.ts", "given_gpu.ts", …
}

/** Of every example, once, however many entries export what it belongs to. */
export function exampleModules(documented: readonly Documented[]): ExampleModule[] {
  const once = new Map<string, { readonly entry: string; readonly example: Example }>();
  for (const { entry, examples } of documented) for (const example of examples) {
    const { of, place, lines } = example;
    const key = [of, place, ...lines].join("\n");
    if (!once.has(key)) once.set(key, { entry, example });
  }
  return [...once.values()].map(({ entry, example }, at) => {
    const name = `${at}_${entry.replace(/^@camlucida\//, "")}_${example.of}`.replace(/\W+/g, "_");
    return { of: `${entry} ${example.of}`, place: example.place, file: `${name}.ts`, ...moduleOf(example) };
  });
}

function moduleOf({ lines }: Example): Pick<ExampleModule, "text" | "givenBy"> {
  const code = lines.join("\n");
  const taken = given
    .map(({ file, names }) => ({ file, names: names.filter((name) => isTaken(name, code)) }))
    .filter(({ names }) => names.length > 0);
  const head = [
    ...(code.includes("// → ") ? ['import { expect } from "vitest";'] : []),
    ...taken.map(({ file, names }) => `import { ${names.join(", ")} } from "../../src/examples/${file}";`),
  ];
  const text = [head.join(" "), ...lines.map(expectation), "export {};", ""].join("\n"); // line n stands in line n + 1
  return { text, givenBy: taken.map(({ file }) => file) };
}

/** Whether code reads a name that it does not declare. */
function isTaken(name: string, code: string): boolean {
  const bare = code.replace(/\/\/(?! →).*$/gm, "").replace(/"[^"\n]*"/g, '""');
  const [inBraces, inBrackets] = [`\\{[^}]*\\b${name}\\b[^}]*\\}`, `\\[[^\\]]*\\b${name}\\b[^\\]]*\\]`];
  const declares = new RegExp(`\\b(?:const|let|using|import)\\s+(?:${inBraces}|${inBrackets}|${name}\\b)`);
  return !declares.test(bare) && new RegExp(`(?<![.\\w])${name}\\b(?!\\??:)`).test(bare);
}

/** `expression; // → value` becomes an expectation, perhaps behind an `if`. */
const expectation = (line: string): string => line.replace(
  /^(?<before>\s*(?:if \(.+?\) )?)(?<given>.+); \/\/ → (?<value>.+)$/, "$<before>expect($<given>).toEqual($<value>);",
);
