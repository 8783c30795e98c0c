// The first page of the reference: the packages in order, and what their examples take as given.
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../install.mjs";

/** @returns the path of a Markdown file */
export function frontPage(entries) {
  const path = join(mkdtempSync(join(tmpdir(), "camlucida-reference-")), "front.md");
  writeFileSync(path, textOf(entries));
  return path;
}

const textOf = (entries) => `
What the packages of camlucida export, from the one that stands alone to the one that stands on all others. To explain a
photograph and nothing else, begin with camlucida.

| To import | What it is |
|---|---|
${entries.map(({ name, description }) => `| {@link "${name}"! | ${name}} | ${description} |`).join("\n")}

Functions and classes have an example, which a test type-checks and runs as it stands. Behind \`// →\` stands what an
expression gives. Some examples take as given what a program has by then:

| Name | What it is |
|---|---|
${givenRows().join("\n")}
`;

/** Of every value that the tests of the examples declare, its docstring. */
function givenRows() {
  const folder = join(root, "test/src/examples");
  const files = readdirSync(folder).filter((file) => file.startsWith("given"));
  return files.flatMap((file) => {
    const text = readFileSync(join(folder, file), "utf8");
    const declared = text.matchAll(/^\/\*\* (?<what>.+) \*\/\nexport const (?<name>\w+)/gm);
    return [...declared].map(({ groups: { name, what } }) => `| \`${name}\` | ${what} |`);
  });
}
