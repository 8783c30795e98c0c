import { colourMaps } from "@camlucida/cam";
import { expect, test } from "vitest";
import { helpText } from "./help.ts";

test("bin/help.txt, which the launcher prints without Deno, is this text (renew it: npx vitest run src/help.test.ts -u)", async () => {
  await expect(helpText(Object.keys(colourMaps))).toMatchFileSnapshot("../bin/help.txt");
});
