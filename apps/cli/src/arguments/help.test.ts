import { colourMaps } from "@camlucida/cam";
import { expect, test } from "vitest";
import { helpText } from "./help.ts";
import { options } from "./option_table.ts";

test("bin/help.txt, which the launcher prints without Deno, is this text (renew it: npx vitest run src/arguments/help.test.ts -u)", async () => {
  await expect(helpText("explain", Object.keys(colourMaps))).toMatchFileSnapshot("../../bin/help.txt");
});

/** What an option's value names, as bin/permissions.mjs must know it. */
const namesOf = (value = ""): "file" | "folder" | "template" | undefined => (value.includes("FILE") ? "file" : value === "DIR" ? "folder" : value === "TEMPLATE" ? "template" : undefined);

test("bin/options.json, by which the launcher grants what a command names, is this table (renew it likewise)", async () => {
  const table = options.map(({ name, short, value, commands }) => ({ name, short, value: value !== undefined, names: namesOf(value), commands }));
  await expect(`[\n${table.map((row) => JSON.stringify(row)).join(",\n")}\n]\n`).toMatchFileSnapshot("../../bin/options.json");
});
