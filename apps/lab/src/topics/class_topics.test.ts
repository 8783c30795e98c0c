// The numbers of the chapters about classes, against sums by hand: A's maps have the sums 27, 18 and 9 over 9 cells.
import { expect, test } from "vitest";
import { LabError, type Topic } from "../topic.ts";
import { cam } from "./cam.ts";
import { computed, example } from "./class_example.ts";
import { classifier } from "./classifier.ts";
import { enlarge } from "./enlarge.ts";
import { swap } from "./swap.ts";

async function said(topic: Topic, words: readonly string[]): Promise<string> {
  const texts: string[] = [];
  for await (const text of topic.here?.(words) ?? []) texts.push(text);
  return texts.join("\n");
}

/** Every number of a text, in order. */
const numbersIn = (text: string): number[] => [...text.matchAll(/[−]?\d+(?:\.\d+)?/g)].map(([digits]) => Number(digits.replace("−", "-")));

test("the example by hand: means, logits, probabilities, the map", () => {
  const { pooled, logits, probabilities, maps } = computed(example);
  expect([...pooled]).toEqual([3, 2, 1]);
  expect([...logits]).toEqual([3 * 1 - 2 * 0.5 + 1 * 0.25 + 0.5, -3 * 0.5 + 2 * 1 + 1 * 0.5 + 0.25]); // 2.75, 1.25
  expect(probabilities[0]).toBeCloseTo(1 / (1 + Math.exp(-1.5)), 6); // the softmax of two: a sigmoid of their difference
  expect(maps.filter((_, at) => at % 2 === 0)).toEqual(Float32Array.of(-2.5, 3.5, 2.5, 0, 9, 3.25, -3, 1, 6.5));
});

test("classifier: the sum ends in the logit, and words ask for other logits", async () => {
  const text = await classifier.worked();
  expect(numbersIn(/^bias.*\n(?:channel.*\n)+/m.exec(text)?.[0] ?? "")).toEqual([0.5, 0.5, 0, 3, 1, 3, 3.5, 1, 2, -0.5, -1, 2.5, 2, 1, 0.25, 0.25, 2.75]);
  expect(text).toContain("by the engine: 2.75");
  expect(numbersIn(/^cat.*\ndog.*$/m.exec(text)?.[0] ?? "")).toEqual([2.75, 15.64, 0.818, 1.25, 3.49, 0.182]); // e^2.75 = 15.643, e^1.25 = 3.490
  expect(await said(classifier, ["--logits", "0,0"])).toMatch(/class 0 +0\.00 +1\.00 +0\.500\n/);
  await expect(said(classifier, ["--logits", "1"])).rejects.toThrow(LabError);
  await expect(said(classifier, ["--logits", "1,x"])).rejects.toThrow("--logits 1,x should be two numbers");
  await expect(said(classifier, ["--logit", "1,2"])).rejects.toThrow(LabError);
  expect(await said(classifier, [])).toBe("");
});

test("cam: the map grows to the engine's, and its mean and the bias make the logit", async () => {
  const text = await cam.worked();
  expect(numbersIn(/^mean .*$/m.exec(text)?.[0] ?? "")).toEqual([3, 2, 2.25]);
  const own = /^the engine's map.*\n(.*\n.*\n.*)\n/m.exec(text)?.[1] ?? "";
  expect(numbersIn(own)).toEqual([-2.5, 3.5, 2.5, 0, 9, 3.25, -3, 1, 6.5]);
  expect(text).toContain("2.25 + 0.50 = 2.75\nthe logit, by pooling and fc: 2.75, residual 0.00");
});

test("cam and swap on this machine: what float32 leaves of the proof", async () => {
  const [residuals, differences] = [await said(cam, []), await said(swap, [])];
  const found = [...`${residuals}\n${differences}`.matchAll(/(?:residual|difference) (\S+)$/gm)].map(([, digits]) => Number(digits));
  expect(found.length).toBeGreaterThanOrEqual(2); // WebAssembly has both
  for (const one of found) {
    expect(one).toBeLessThan(1e-5); // sums of 512 float32 products, each below 0.1
    expect(one).toBeGreaterThan(0); // a thousand sums in two orders do not all agree to the bit
  }
});

test("swap: both roads, and where a ReLU parts them", async () => {
  const text = await swap.worked();
  expect(numbersIn(/^sum .*$/m.exec(text)?.[0] ?? "")).toEqual([-2.5, 3.5, 2.5, 0, 9, 3.25, -3, 1, 6.5, 20.25]);
  expect([...text.matchAll(/= (\S+)$/gm)].map(([, digits]) => Number(digits))).toEqual([2.75, 2.75]);
  // max(0, A₀ − A₁) at the cells: 0 3 2 0 8 3 0 0 6, of which the mean is 22/9; of the means max(0, 3 − 2)
  expect(text).toContain("of the means: 1.00       the mean over all cells: 2.44");
});

test("enlarge: four weights by hand, level and colour, and any other size", async () => {
  const text = await enlarge.worked();
  expect(text).toContain("at (0.75, 1.25) of the map");
  expect(text.split("\n").filter((line) => line.startsWith("(")).map(numbersIn)).toEqual([
    [0, 1, 0.1875, 0, 0], [1, 1, 0.5625, 9, 5.063], [0, 2, 0.0625, -3, -0.188], [1, 2, 0.1875, 1, 0.188], // ¼·¾, ¾·¾, ¼·¼, ¾·¼
  ]);
  expect(text).toContain("= 0.781 "); // ½ + 5.0625/18
  expect(text).toContain("+ ½⌋ = 199"); // 255 · 0.78125 + ½ = 199.72
  expect(text).toMatch(/x {2}\(100 \+ ½\) · 7\/451 − ½ = 1\.060: 0\.940 of cell 1, 0\.060 of cell 2/); // 703.5/451 − ½ = 1.0599
  expect(text).toMatch(/y {2}\(50 \+ ½\) · 7\/300 − ½ = 0\.678: 0\.322 of cell 0, 0\.678 of cell 1/);
  expect(await said(enlarge, ["--cells", "2", "--width", "4", "--height", "4", "--at", "0,3"])).toBe(
    "x  (0 + ½) · 2/4 − ½ = −0.250: 1.000 of cell 0, 0.000 of cell 0\ny  (3 + ½) · 2/4 − ½ = 1.250: 0.750 of cell 1, 0.250 of cell 1",
  );
  await expect(said(enlarge, ["--at", "451,0"])).rejects.toThrow(LabError);
});
