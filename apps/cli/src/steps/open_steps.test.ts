import { imagenetPreprocessing } from "@camlucida/cam";
import { expect, test } from "vitest";
import { endable, inTurn } from "./open_steps.ts";
import type { Loaded, PictureSteps, WriteOrder, Written } from "./steps.ts";

const written: Written = { maps: [], times: { decode: 0, preprocess: 0, forward: 0, map: 0, judge: 0, encode: 0, files: 0 } };
const soon = (): Promise<void> => new Promise((done) => { setTimeout(done, 5); });

test("what is being written comes to its end, and nothing begins after it", async () => {
  const begun: string[] = [];
  const steps: PictureSteps = {
    load: async () => {
      begun.push("load");
      await soon();
      return {} as Loaded;
    },
    write: async () => {
      begun.push("write");
      await soon();
      return written;
    },
    writeSheet: () => Promise.reject(new Error("disk full")),
    close: () => undefined,
  };
  const done: string[] = [];
  const { write, writeSheet, load, end } = endable(steps);
  const order = {} as WriteOrder;
  void write(order).then(() => done.push("written"));
  writeSheet({} as Parameters<PictureSteps["writeSheet"]>[0]).catch(() => done.push("failed"));
  await end();
  expect(done).toEqual(["failed", "written"]);
  void write(order).then(() => done.push("written"));
  void load({ kind: "stdin" }, {} as Parameters<PictureSteps["load"]>[1]).then(() => done.push("loaded"));
  await soon();
  await soon();
  expect(begun).toEqual(["write"]);
  expect(done).toHaveLength(2);
});

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
  const outcomes = await Promise.allSettled(["a", "b", "c"].map((path) => turns.load({ kind: "file", path }, imagenetPreprocessing)));
  expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(order).toEqual(["begin a", "end a", "begin b", "end b", "begin c", "end c"]);
});
