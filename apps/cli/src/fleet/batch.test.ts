import { expect, test } from "vitest";
import { type Batch, batchId, normalised, readBatch } from "./batch.ts";

const batch: Batch = { version: "0.1.0", model: "a".repeat(64), settings: ["--class=top1", "--model=m.pth"], files: { "l.txt": "b" }, pictures: [{ path: "a.png", folder: "." }, { path: "b/a.png", name: "a.png" }] };

test("the same content is the same job, whatever its order of keys; any other content is another", () => {
  const { pictures, ...others } = batch;
  expect(batchId(JSON.parse(JSON.stringify({ pictures, ...others })) as Batch)).toBe(batchId(batch));
  expect(batchId(batch)).toMatch(/^[0-9a-f]{64}$/);
  const changed: Partial<Batch>[] = [
    { version: "0.1.1" }, { model: "c".repeat(64) }, { settings: ["--class=top2", "--model=m.pth"] }, { files: { "l.txt": "c" } }, { files: {} },
    { pictures: pictures.slice(1) }, { pictures: pictures.toReversed() }, { pictures: pictures.map(({ path }) => ({ path })) },
  ];
  expect(new Set([batch, ...changed.map((change) => ({ ...batch, ...change }))].map(batchId)).size).toBe(1 + changed.length);
});

test("settings have one order, and what an option is given keeps its own", () => {
  const words = ["--model=m.pth", "--class=lynx", "--crop", "--class=tabby"];
  expect(normalised(words)).toEqual(["--class=lynx", "--class=tabby", "--crop", "--model=m.pth"]);
  expect(normalised(["--crop", "--class=lynx", "--class=tabby", "--model=m.pth"])).toEqual(normalised(words));
});

test("what lies in the queue is read if it is a batch", () => {
  expect(readBatch(JSON.parse(JSON.stringify(batch)))).toEqual(batch);
  const others = [null, [], "x", {}, { ...batch, version: 1 }, { ...batch, model: "../m" }, { ...batch, settings: "--force" }, { ...batch, settings: [1] }, { ...batch, files: ["x"] },
    { ...batch, files: { x: 1 } }, { ...batch, pictures: {} }, { ...batch, pictures: ["a.png"] }, { ...batch, pictures: [{ path: "a", name: 1 }] }, { ...batch, pictures: [{ path: "a", folder: null }] }];
  for (const other of others) expect(() => readBatch(other), JSON.stringify(other)).toThrow(expect.objectContaining({ code: "fleet-job-malformed" }));
});
