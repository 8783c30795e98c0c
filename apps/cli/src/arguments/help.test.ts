import { colourMaps } from "@camlucida/cam";
import { expect, test } from "vitest";
import { helpText } from "./help.ts";
import { launcherTable } from "./launcher_table.ts";

test("bin/help.txt, which the launcher prints without Deno, is this text (renew it: npx vitest run src/arguments/help.test.ts -u)", async () => {
  await expect(helpText("explain", Object.keys(colourMaps))).toMatchFileSnapshot("../../bin/help.txt");
});

test("bin/options.json, by which the launcher grants what a command names, is this table (renew it likewise)", async () => {
  await expect(`[\n${launcherTable().map((row) => JSON.stringify(row)).join(",\n")}\n]\n`).toMatchFileSnapshot("../../bin/options.json");
});
