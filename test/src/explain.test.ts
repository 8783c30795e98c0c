// The whole way on one page, on the CPU: what a program that uses the packages gets.
import { explain, openNetwork, viewOptions } from "@camlucida/cam";
import { decodeImage } from "camlucida/internal";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { deviceOf, tinyClasses, tinyResnet } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";

const photograph = await decodeImage(await readFile(join(import.meta.dirname, "../../samples/coffee.png")));
const view = viewOptions({ view: "minmax", colours: "jet", alpha: 0.5 });

test.each(["squash", "crop"] as const)("a photograph is explained, %s", async (framing) => {
  const checkpoint = { tensors: tinyResnet(), metadata: {}, skipped: [] };
  const network = await openNetwork(checkpoint, deviceOf(undefined));
  const { classIndex, map, logit, residual, picture } = await explain(photograph, network, framing, view);
  expect(classIndex).toBeLessThan(tinyClasses);
  expect(map).toHaveLength(49);
  // mean(M) + b = y, checked here from the map itself; float32 sums of 49 × 16 products of order 1
  const mean = map.reduce((sum, value) => sum + value, 0) / 49;
  expect(Math.abs(mean + (checkpoint.tensors.get("fc.bias")?.data[classIndex] ?? NaN) - logit)).toBeLessThan(1e-5);
  expect(residual).toBeLessThan(1e-5);
  expect(picture.overlay).toMatchObject({ width: 600, height: 400 });
  // a centre crop of 600×400 covers x = 125 … 475: the corner was not seen, and is a darker grey than half of the lightest
  const corner = (data: Uint8Array): number[] => [...data.subarray(0, 4)];
  const [red = 0, green = 0, blue = 0] = corner(picture.overlay.data);
  const faded = viewOptions({ view: "minmax", colours: "jet", alpha: 1 });
  const dark = corner((await explain(photograph, network, framing, faded)).picture.overlay.data).slice(0, 3);
  expect([red, green, blue]).not.toEqual(corner(photograph.data).slice(0, 3));
  expect(Math.max(...dark) - Math.min(...dark) <= 2).toBe(framing === "crop");
});

test("a damaged network is told from a class without evidence, and the damage named", async () => {
  const tensors = tinyResnet();
  tensors.get("layer4.1.bn2.weight")?.data.fill(NaN, 0, 3);
  const checkpoint = { tensors, metadata: {}, skipped: [] };
  const explained = explain(photograph, await openNetwork(checkpoint, deviceOf(undefined)), "squash", view);
  await expect(explained).rejects.toThrow(expect.objectContaining({ name: "NetworkError", code: "logits-not-finite" }) as Error);
  await expect(explained).rejects.toThrow(/3 of its 3 logits are NaN or infinite\. Not finite in the checkpoint: layer4\.1\.bn2\.weight \(3 of 16 numbers\)\./);
});
