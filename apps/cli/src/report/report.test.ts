import { imagenetPreprocessing } from "@camlucida/cam";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { imageError, UsageError } from "../errors/errors.ts";
import { bar, cellsOf, padRight, printable, styleFor, truncate, wantsColour } from "./terminal.ts";
import { failureOf, type ImageSuccess, jsonLine, type MapResult, runFailureLine } from "./result.ts";
import { compact, duration, percent } from "./wording.ts";
import { failureText, interruptedText, successText, summaryText } from "./text.ts";
import fc from "fast-check";

const map: MapResult = {
  method: "cam", layer: "layer4", class: 285, label: "Egyptian cat", target: "logit", logit: 21.9, probability: 0.958, unit: "logits",
  min: 1.91, max: 38.86, peak: { x: 225.3, y: 64 }, height: 7, width: 7, statement: null, residual: 2e-6, raw: null, overlay: "samples/chelsea.cam.png",
};
const result: ImageSuccess = {
  image: "samples/chelsea.png", ok: true,
  model: { name: "resnet50-keras", sha256: "ab".repeat(32), classes: 1000, preprocessing: imagenetPreprocessing, probabilities: "softmax" },
  device: { kind: "cpu", name: "1 thread", why: "there is no WebGPU adapter" },
  input: { width: 451, height: 300 },
  top: [
    { class: 285, label: "Egyptian cat", probability: 0.958, logit: 21.9 },
    { class: 281, label: "tabby", probability: 0.031, logit: -3.5 },
  ],
  maps: [map],
  sheet: null,
  ms: { decode: 4.12, preprocess: 3.2, forward: 812, map: 0.51, judge: 0, encode: 48.3, files: 1.2, total: 868 },
};
const plain = styleFor({ columns: 80 }, {});

describe("json", () => {
  test("is one line that reads back the same", () => {
    expect(jsonLine(result).match(/\n/g)).toHaveLength(1);
    expect(JSON.parse(jsonLine(result))).toEqual(result);
  });

  test("writes numbers that are not finite as null, and keeps hostile names on one line", () => {
    const line = jsonLine({ ...result, image: "a\n\u2028\".png", maps: [{ ...map, min: NaN, max: Infinity }] });
    expect(line.split(/[\n\u2028\u2029]/)).toHaveLength(2);
    expect(JSON.parse(line)).toMatchObject({ image: "a\n\u2028\".png", maps: [{ min: null, max: null }] });
  });

  test("what ends the run before the first photograph is a line too", () => {
    expect(JSON.parse(runFailureLine(new UsageError("usage-no-input", "No picture.")))).toEqual({ ok: false, error: { code: "usage-no-input", message: "No picture." } });
  });

  test("failures carry their code; surprises are called unexpected", () => {
    const error = { code: "image-empty", message: "The file is empty." };
    expect(failureOf("a.png", imageError("image-empty", error.message))).toEqual({ image: "a.png", ok: false, error });
    expect(failureOf("a.png", "odd").error).toEqual({ code: "unexpected", message: "odd" });
  });
});

describe("text", () => {
  test("says what, how sure, where, and where the picture went", () => {
    expect(successText(result, { remarks: [] }, plain, "normal")).toBe(`samples/chelsea.png  451×300

  Egyptian cat  ████████████████████████████▊   95.8 %  logit  21.90
  tabby         ▉                                3.1 %  logit  −3.50

  map  Egyptian cat (class 285, CAM at layer4, 7×7)
       peak 38.86 logits near pixel (225, 64), range 1.91 … 38.86
    →  samples/chelsea.cam.png

  resnet50-keras · CPU 1 thread · 868 ms
`);
  });

  test("what a percentage is of a single logit is said", () => {
    const one = { ...result, model: { ...result.model, classes: 1, probabilities: "sigmoid" }, top: [{ class: 0, label: "ill", probability: 0.731, logit: 1 }] } as const;
    expect(successText(one, { remarks: [] }, plain, "normal")).toMatch(/ill .* 73\.1 % {2}logit {3}1\.00\n {2}one logit: the percentage is its sigmoid\n\n/);
    expect(successText(result, { remarks: [] }, plain, "normal")).not.toContain("sigmoid");
  });

  test("verbose adds times, hash and proof; statements and remarks are said", () => {
    const statement = { code: "map-never-positive", message: "no positive evidence for this class" } as const;
    const text = successText({ ...result, maps: [{ ...map, statement }] }, { remarks: ["named .jpg, but it is a PNG"] }, plain, "verbose");
    expect(text).toContain("decode 4.1 ms · preprocess 3.2 ms · forward 812 ms · map 0.51 ms · encode 48.3 ms · files 1.2 ms");
    expect(text).toContain("ab".repeat(32));
    expect(text).toContain("device CPU: there is no WebGPU adapter\n");
    expect(text).toContain("= 2.0e-6 logits for Egyptian cat");
    expect(text).toContain("no positive evidence for this class\n");
    expect(text).toContain("named .jpg, but it is a PNG");
  });

  test("other methods say their name, their units, and what the class is held against", () => {
    const lines = (changes: Partial<MapResult>): string[] =>
      successText({ ...result, maps: [{ ...map, ...changes }] }, { remarks: [] }, plain, "verbose").split("\n");
    const fused = lines({ method: "grad-cam", layer: "layer2+layer3", layersAs: "mean", unit: "none", residual: null });
    expect(fused).toContain("  map  Egyptian cat (class 285, Grad-CAM at layer2+layer3 (mean), 7×7)");
    expect(fused).toContain("       peak 38.86 near pixel (225, 64), range 1.91 … 38.86");
    expect(fused.join()).not.toContain("proof");
    const contrast = lines({ method: "input-gradient", layer: "image", against: { class: 281, label: "tabby", alpha: 0.6 }, unit: "score", smooth: "augment" });
    expect(contrast).toContain("  map  Egyptian cat − 0.6 · tabby (classes 285 and 281, Input gradient, smoothed by augmentation, 7×7)");
    expect(contrast).toContain("       peak 38.86 units of the score near pixel (225, 64), range 1.91 … 38.86");
    const ofNone = lines({ method: "eigen-cam", class: null, label: null, target: null, logit: null, unit: "features", residual: null });
    expect(ofNone).toContain("  map  no class (Eigen-CAM at layer4, 7×7)");
    expect(lines({ target: "probability" })).toContain("  map  Egyptian cat (class 285, probability, CAM at layer4, 7×7)");
  });

  test("boxes are counted, the largest three named", () => {
    const box = { x: 33, y: 40, width: 120, height: 90 };
    const line = (boxes: MapResult["boxes"]): string | undefined => {
      const said = { ...map, threshold: 0.25, boxes: boxes ?? [], mask: "a.mask.png" };
      const text = successText({ ...result, maps: [said] }, { remarks: [] }, plain, "normal");
      expect(text).toContain("  →  a.mask.png\n");
      return text.split("\n").find((row) => row.includes("of the peak"));
    };
    expect(line([])).toBe("       no boxes from 0.25 of the peak");
    expect(line([box])).toBe("       1 box from 0.25 of the peak: 120×90 at (33, 40)");
    expect(line([box, box, box, box])).toBe("       4 boxes from 0.25 of the peak: 120×90 at (33, 40), 120×90 at (33, 40), 120×90 at (33, 40), …");
  });

  test("fits its width whatever the labels", () => {
    const long = ["猫".repeat(40), "👩‍👩‍👧".repeat(30), "a\u0301".repeat(50)];
    const label = fc.oneof(fc.string({ unit: "grapheme", maxLength: 60 }), fc.constantFrom(...long));
    fc.assert(fc.property(label, fc.integer({ min: 20, max: 200 }), fc.double(), (text, columns, logit) => {
      const style = styleFor({ columns }, {});
      const top = [{ class: 1, label: text, probability: 1, logit: Number.isFinite(logit) ? logit % 1000 : logit }];
      const line = successText({ ...result, top }, { remarks: [] }, style, "normal").split("\n")[2] ?? "";
      expect(cellsOf(line)).toBeLessThanOrEqual(style.columns);
    }), { seed: 13 });
  });

  test("a file name cannot steer the terminal", () => {
    const hostile = "\u001b[2J\u0007\u202egnp.tac";
    const failure = failureText({ image: hostile, ok: false, error: { code: "image-missing", message: hostile } }, plain);
    const steered = { ...result, image: hostile, maps: [{ ...map, label: hostile, overlay: hostile }] };
    for (const text of [failure, successText(steered, { remarks: [hostile] }, plain, "verbose")]) {
      for (const control of ["\u0007", "\u001b", "\u202e"]) expect(text).not.toContain(control);
      expect(text).toContain("␛[2J␇");
    }
  });

  test("numbers", () => {
    expect([0.9584, 0.00001, 0, 1, NaN].map(percent)).toEqual(["95.8 %", "< 0.1 %", "0.0 %", "100.0 %", "—"]);
    expect([38.8649, -0.00213, 0, 6.9668e-6, NaN, -Infinity].map(compact)).toEqual(["38.86", "−0.00213", "0", "6.967e−6", "—", "—"]);
    expect([0.514, 4.12, 999.7, 1304, 59_960, 125_000].map(duration))
      .toEqual(["0.51 ms", "4.1 ms", "1.0 s", "1.3 s", "1 min 0 s", "2 min 5 s"]);
  });

  test("failures and the summary", () => {
    const failure = failureText({ image: "a.png", ok: false, error: { code: "image-missing", message: "a.png does not exist." } }, plain);
    expect(failure).toBe("✗ a.png  a.png does not exist. (image-missing)\n");
    expect(summaryText({ explained: 12, skipped: 0, failed: 1 }, 73_400, plain)).toBe("12 explained, 1 failed in 1 min 13 s, 0.16 a second\n");
    expect(summaryText({ explained: 2, skipped: 0, failed: 0 }, 800, plain)).toBe("2 explained in 800 ms, 2.5 a second\n");
    expect(summaryText({ explained: 12, skipped: 5, failed: 1 }, 13_000, plain)).toBe("12 explained, 5 skipped, 1 failed in 13.0 s, 0.92 a second\n");
    expect(summaryText({ explained: 0, skipped: 0, failed: 1 }, 3.4, plain)).toBe("0 explained, 1 failed in 3.4 ms\n");
    expect(summaryText({ explained: 0, skipped: 5, failed: 0 }, 8, plain)).toBe("0 explained, 5 skipped in 8 ms\n");
    expect(interruptedText({ explained: 2, skipped: 0, failed: 1 }, 50, true)).toBe("interrupted: 2 of 50 explained, 1 failed");
    expect(interruptedText({ explained: 2, skipped: 3, failed: 0 }, 50, true)).toBe("interrupted: 2 of 50 explained, 3 skipped");
    expect(interruptedText({ explained: 0, skipped: 0, failed: 0 }, 50, true)).toBe("interrupted: 0 of 50 explained");
    expect(interruptedText({ explained: 0, skipped: 0, failed: 0 }, 1, true)).toBe("interrupted");
    expect(interruptedText({ explained: 2, skipped: 0, failed: 0 }, 1002, false)).toBe("interrupted: 2 of 1002 or more explained");
  });
});

describe("style", () => {
  test.each([
    [{ isTTY: true }, {}, true],
    [{ isTTY: false }, {}, false],
    [{}, {}, false],
    [{ isTTY: true }, { NO_COLOR: "1" }, false],
    [{ isTTY: true }, { NO_COLOR: "" }, true], // no-color.org: only when not empty
    [{ isTTY: false }, { FORCE_COLOR: "1" }, true],
    [{ isTTY: true }, { FORCE_COLOR: "0" }, false],
    [{ isTTY: true }, { FORCE_COLOR: "1", NO_COLOR: "1" }, false],
    [{ isTTY: true }, { TERM: "dumb" }, false],
  ])("%j with %j: colour %s", (destination, environment, expected) => expect(wantsColour(destination, environment)).toBe(expected));

  test("colour changes the looks, never the words", () => {
    const coloured = successText(result, { remarks: [] }, styleFor({ columns: 80 }, { FORCE_COLOR: "1" }), "verbose");
    expect(coloured).toContain("\u001b[1m");
    expect(stripVTControlCharacters(coloured)).toBe(successText(result, { remarks: [] }, plain, "verbose"));
  });
});

describe("cells", () => {
  test.each([["abc", 3], ["猫", 2], ["e\u0301", 1], ["👩‍👩‍👧", 2], ["ｱ", 1], ["Ａ", 2], ["", 0]])("%s takes %i", (text, cells) => {
    expect(cellsOf(text)).toBe(cells);
  });
  test("shortening and filling keep to their cells", () => {
    expect(truncate("Egyptian cat", 9)).toBe("Egyptian…");
    expect(truncate("猫と犬", 4)).toBe("猫…");
    expect(truncate("cat", 3)).toBe("cat");
    expect(padRight("猫", 4)).toBe("猫  ");
  });
  test("plain text is left alone", () => expect(printable("Crème brûlée 猫 👍🏽")).toBe("Crème brûlée 猫 👍🏽"));
});

test("bars are exact to an eighth of a cell", () => {
  expect([1, 0.5, 17 / 32, 1e-9, 0, NaN, 7].map((share) => bar(share, 4))).toEqual(["████", "██", "██▏", "▏", "", "", "████"]);
});
