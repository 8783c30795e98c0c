import { describe, expect, test } from "vitest";
import { smallReport } from "../../testing/small_report.ts";
import { chosenMaps, everything, type GalleryChoice, narrows } from "./choice.ts";
import { reportOf } from "./report.ts";

const report = reportOf(smallReport);
const chosen = (choice: Partial<GalleryChoice>): number[] => chosenMaps(report, { ...everything, ...choice });

describe("which maps", () => {
  test.each<[string, Partial<GalleryChoice>, number[]]>([
    ["of the first group, as in the results", {}, [0, 2, 3, 4]],
    ["of another group", { group: 1 }, [1, 5]],
    ["whose path holds a word, whatever its case", { text: " PHOTOS/b" }, [2]],
    ["of what is a class", { truth: 0 }, [0, 2]],
    ["of what is taken for a class", { predicted: 1 }, [2, 3]],
    ["of wrong answers", { answer: "wrong" }, [2]],
    ["of unknown answers", { answer: "unknown" }, [4]],
    ["from a probability on, which is among them", { least: 0.6 }, [0, 2]],
    ["up to one", { most: 0.6 }, [2, 3, 4]],
    ["with evidence at the border; a map without evidence has none", { border: 0.5 }, [2, 3]],
    ["of a cluster", { cluster: 0 }, [0, 3]],
    ["all of that at once", { truth: 0, answer: "wrong", border: 0.5, text: "b.jpg" }, [2]],
  ])("%s", (_, choice, rows) => expect(chosen(choice)).toEqual(rows));
});

describe("in which order", () => {
  test.each<[GalleryChoice["order"], number[]]>([
    ["name", [2, 0, 3, 4]], // whatever its case
    ["surest", [0, 2, 3, 4]],
    ["least-sure", [4, 3, 2, 0]],
    ["border", [3, 2, 0, 4]], // without evidence at the end
    ["typical", [2, 0, 4, 3]],
    ["untypical", [4, 0, 2, 3]], // without a mean at the end, here too
  ])("%s", (order, rows) => expect(chosen({ order })).toEqual(rows));
});

test("a group and an order leave nothing out", () => {
  expect(narrows({ ...everything, group: 1, order: "name" })).toBe(false);
  expect(narrows({ ...everything, text: "a" })).toBe(true);
  expect(narrows({ ...everything, truth: 0 })).toBe(true);
});
