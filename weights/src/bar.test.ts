import { expect, it } from "vitest";
import { barLine, progressBar } from "./bar.ts";

const step = { task: "http://host/models/resnet18-f37072fd.pth", received: 23_415_000, total: 46_830_571 };

it("names the file, fills half of the cells at half of the bytes, and rounds down", () => {
  expect(barLine(step)).toBe(`resnet18-f37072fd.pth  ${"█".repeat(12)}${"░".repeat(12)}  23.4 of 46.8 MB  49 %`);
});

it("is never wider than the terminal, and clears its line", () => {
  const written: string[] = [];
  const bar = progressBar({ isTTY: true, columns: 40, write: (text) => written.push(text) });
  bar.show(step);
  bar.clear();
  expect(written).toEqual([`\r\u001b[K${barLine(step).slice(0, 39)}`, "\r\u001b[K"]);
});

it("draws a few times a second only, but always the last step", () => {
  let count = 0;
  const bar = progressBar({ isTTY: true, write: () => count++ });
  for (let i = 0; i < 1000; i++) bar.show(step);
  expect(count).toBeLessThan(50);
  const before = count;
  bar.show({ ...step, received: step.total });
  expect(count).toBe(before + 1);
});

it("writes nothing where stderr is no terminal", () => {
  const bar = progressBar({
    write: () => {
      throw new Error("written");
    },
  });
  bar.show(step);
  bar.clear();
});
