// Some of the kinds of checkpoint that `npm run verify -- kinds` opens, without their files: names and shapes from the fixture, numbers
// from seeds. Each must be what the table of docs/networks.md says of it.
import { openReference, openWasm, type Checkpoint, type Shape } from "@camlucida/tensor";
import { readFixture } from "@camlucida/tensor/testing";
import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { draw, type DrawnKind } from "./drawn.ts";
import { verdictOn, type Kind } from "./kind.ts";

interface Sample extends Kind {
  /** @param drawnAs the shape that the numbers were drawn for, where it is another */
  readonly tensors: readonly (readonly [name: string, shape: Shape, seed: number, kind: DrawnKind, drawnAs?: Shape])[];
}

const { kinds } = await readFixture<{ readonly kinds: readonly Sample[] }>(import.meta.url, "../../fixtures/kinds.json");
const device = openWasm() ?? openReference();

const document = await readFile(new URL("../../../docs/networks.md", import.meta.url), "utf8");

test.each(kinds)("$group: $name", async (kind) => {
  const { verdict, message } = await verdictOn(kind, () => checkpointOf(kind), device);
  expect(verdict, message).toBe(saidOf(kind));
});

test("the table has nothing that is wrong", () => {
  expect(document).toMatch(/^\d+ kinds: .* 0 wrong\.$/m);
});

/** Behind its name in the table stands "right (…", "asks (…" or "refused: …". */
function saidOf({ name }: Kind): string | undefined {
  const [, row = ""] = document.split(` | ${name} | `);
  const beginnings = { right: "right (", asked: "asks (", refused: "refused: " };
  return Object.entries(beginnings).find(([, beginning]) => row.startsWith(beginning))?.[0];
}

const checkpointOf = ({ tensors }: Sample): Checkpoint => ({
  tensors: new Map(tensors.map(([name, shape, seed, kind, drawnAs = shape]) => [name, { shape, data: draw(seed, kind, drawnAs) }])),
  metadata: {}, skipped: [],
});
