// The examples that need a page, in Chromium; examples.test.ts runs the others.
import { examples } from "virtual:examples";
import { testGpu } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";

const gpu = await testGpu();

for (const { of, place, givenBy, run } of examples.filter((example) => example.givenBy.includes("given_browser.ts"))) {
  test.skipIf(!gpu)(`example: ${of} (${place}), by ${givenBy.join(", ")}`, async () => {
    expect.hasAssertions();
    await run();
  });
}
