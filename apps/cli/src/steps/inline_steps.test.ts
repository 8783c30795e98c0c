import { imagenetNormalisation } from "@camlucida/cam";
import { expect, test } from "vitest";
import { inTurn } from "./inline_steps.ts";
import type { Loaded, PictureSteps } from "./steps.ts";

test("one picture at a time, in the order in which they were asked for; one that fails holds up no other", async () => {
  const order: string[] = [];
  const steps = {
    load: async ({ path }: { path: string }) => {
      order.push(`begin ${path}`);
      await new Promise((turn) => { setTimeout(turn); });
      order.push(`end ${path}`);
      if (path === "b") throw new Error("no picture");
      return {} as Loaded;
    },
    close: () => undefined,
  } as unknown as PictureSteps;
  const turns = inTurn(steps);
  const outcomes = await Promise.allSettled(["a", "b", "c"].map((path) => turns.load({ kind: "file", path }, imagenetNormalisation)));
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(order).toEqual(["begin a", "end a", "begin b", "end b", "begin c", "end c"]);
});
