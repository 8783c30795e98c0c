// What a network scores for other images than those of a pass.
import { contrastOf, logitOf, methods, openNetwork, type MapRequest, type Network } from "@camlucida/cam";
import { deviceOf, seeded, tinyClasses, tinyResnet } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";

const side = 64;
const image = (seed: number): Float32Array => seeded(seed, side * side * 3, 2); // [side, side, 3]
const gradCam = methods.filter(({ name }) => name === "grad-cam").map((method): MapRequest => ({ method, layer: "layer3" }));
const open = (): Promise<Network> => openNetwork({ tensors: tinyResnet(), metadata: {}, skipped: [] }, deviceOf(undefined), { input: [side, side] });

/** float32 sums, eight images at a time or one: an order of magnitude above what was seen. */
const digits = 5;

test("scores of other images are what a forward pass says, more of them than one pass holds", async () => {
  const network = await open();
  const done: number[] = [];
  const { logits, probabilities } = await network.score(logitOf(1, tinyClasses), 10, (at, into) => into.set(image(at)), (count) => done.push(count));
  expect(done).toEqual([0, 8, 10]);
  for (const at of [0, 7, 9]) {
    const { prediction } = await network.forward([image(at)]);
    expect(logits[at]).toBeCloseTo(prediction.logits[1] ?? NaN, digits);
    expect(probabilities[at]).toBeCloseTo(prediction.probabilities[1] ?? NaN, digits);
  }
  const { logits: [contrast] } = await network.score(contrastOf(1, 2, 0.5, tinyClasses), 1, (_, into) => into.set(image(9)));
  const { prediction: { logits: [, one = NaN, two = NaN] } } = await network.forward([image(9)]);
  expect(contrast).toBeCloseTo(one - 0.5 * two, digits);
  network.dispose();
});

test("a pass keeps what it saw", async () => {
  const network = await open();
  const pass = await network.forward([image(1)], { thenMaps: gradCam });
  const seed = logitOf(0, tinyClasses);
  const before = await pass.maps(gradCam, seed);
  await network.score(seed, 3, (at, into) => into.set(image(at + 5)));
  expect(await pass.maps(gradCam, seed)).toEqual(before);
  network.dispose();
});

test("the next pass waits for what is told of those before, which may give them up", async () => {
  const network = await open();
  const seed = logitOf(1, tinyClasses);
  const pass = await network.forward([image(1)], { thenMaps: gradCam });
  const before = await pass.maps(gradCam, seed);
  let made = 0;
  const told: number[] = [];
  const score = (tell: (count: number) => Promise<void>) => network.score(seed, 20, (at, into) => { made++; into.set(image(at)); }, tell);
  const givenUp = score(async (count) => {
    await new Promise((resolve) => { setTimeout(resolve, 5); });
    told.push(count, made);
    if (count === 8) throw new Error("given up");
  });
  await expect(givenUp).rejects.toThrow("given up");
  expect(told).toEqual([0, 0, 8, 8]); // nothing was made ahead, and nothing after
  expect(made).toBe(8);
  expect(await pass.maps(gradCam, seed)).toEqual(before);
  expect((await score(async () => undefined)).logits).toHaveLength(20);
  network.dispose();
});
