import { expect, test } from "vitest";
import { LabError } from "../topic.ts";
import { conv } from "./conv.ts";

async function said(words: readonly string[]): Promise<string> {
  let text = "";
  for await (const part of conv.here?.(words) ?? []) text += `${part}\n\n`;
  return text;
}

/** The rows of numbers below a title. */
const below = (text: string, title: string): string[] => text.slice(text.indexOf(title)).split("\n").slice(1);

test("the worked number is what one gets by hand", async () => {
  const text = await conv.worked();
  // 1·2 + 0·0 − 1·1   +   2·1 + 0·3 − 2·1   +   1·0 + 0·1 − 1·0  =  1, and the bias 0.5
  expect(text).toMatch(/sum of the products +1\.00\n/);
  expect(text).toMatch(/output \(0, 1\) +1\.50$/m);
  expect(below(text, "output 2×2").slice(0, 2)).toEqual(["−3.50   1.50", "−1.50  −1.50"]);
});

test("at the edge what lies outside counts as 0", async () => {
  const text = await said(["--size", "3", "--padding", "1", "--stride", "2", "--at", "0,0"]);
  expect(text).toContain("(−1, −1)");
  const [first = "", second = ""] = below(text, "window   ");
  expect(first.trim()).toMatch(/^0 {2}0 {2}0/);
  expect(second.trim()).toMatch(/^0 {2}/);
});

test("Winograd's steps give the same numbers", async () => {
  const text = await said(["--size", "8", "--algorithm", "winograd"]);
  expect(text).toContain("winograd_product");
  const differences = [...text.matchAll(/difference from the reference (\S+)/g)].map(([, value]) => Number(value));
  expect(differences.length).toBeGreaterThan(0);
  // Whole numbers below 1000, halved twice: float32 holds them all.
  for (const difference of differences) expect(difference).toBe(0);
});

test("an algorithm that does not suit is named, and so is a word that means nothing", async () => {
  expect(await said(["--stride", "2", "--algorithm", "winograd"])).toContain("does not suit");
  await expect(said(["--stride"])).rejects.toThrow(LabError);
  await expect(said(["--colour", "red"])).rejects.toThrow("--stride");
  await expect(said(["--at", "9,9"])).rejects.toThrow("from 0 to 1");
});
