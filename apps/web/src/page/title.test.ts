import { expect, test } from "vitest";
import { english } from "../text/en.ts";
import { japanese } from "../text/ja.ts";
import { subjectOf, wayOf } from "./method.ts";

const label = (index: number): string => ["tabby", "lynx"][index] as string;
const contrast = { classIndex: 0, against: { classIndex: 1, alpha: 0.6 } };

test("what a picture is about: a class, one rather than another, or none", () => {
  expect(subjectOf(english, "grad-cam", { classIndex: 0 }, label)).toBe("tabby");
  expect(subjectOf(english, "cam", contrast, label)).toBe("For tabby rather than lynx");
  for (const target of [{ classIndex: 0 }, contrast]) {
    expect(subjectOf(english, "eigen-cam", target, label)).toBe("Whatever the class");
    expect(subjectOf(japanese, "eigen-cam", target, label)).not.toMatch(/tabby|lynx/);
  }
});

test("by which map", () => {
  expect(wayOf(english, { method: "grad-cam++", layer: "layer2" })).toBe("Grad-CAM++ · layer2");
  expect(wayOf(english, { method: "input-gradient", layer: "layer4" })).toBe("Input gradient · pixels");
});
