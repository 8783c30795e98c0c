import { expect, test } from "vitest";
import { smallReport } from "../../testing/small_report.ts";
import { answerOf, baseName, groupName, labelOf, localAddress, reportOf } from "./report.ts";

const report = reportOf(smallReport);

test("a picture's maps are the rows that name it", () => {
  expect([0, 1, 2, 3, 4].map((picture) => report.mapsOf(picture))).toEqual([[0, 1], [2], [3], [4, 5], []]);
});

test("a thumbnail has its number in six digits, and there may be none", () => {
  expect([3, 4].map((map) => report.thumbnailOf(map))).toEqual(["thumbnails/000003.jpg", undefined]);
});

test("an answer is right, wrong, or nobody knows", () => {
  expect([0, 1, 2, 3].map((picture) => answerOf(report, picture))).toEqual(["right", "wrong", "right", "unknown"]);
});

test("a class without a name is called so, and none is said to be none", () => {
  expect([0, 1, -1].map((position) => labelOf(report, position))).toEqual(["cat", "class without a name", "no class"]);
});

test("the layer is named where it tells two of one method apart", () => {
  expect(groupName(report, 0)).toBe("cam, layer4");
  expect(groupName(reportOf({ ...smallReport, groups: smallReport.groups.slice(0, 1) }), 0)).toBe("cam");
});

test("the last part of a path, on every system", () => {
  expect(["a/b/c.jpg", "a\\b.jpg", "c.jpg", "/", ""].map(baseName)).toEqual(["c.jpg", "b.jpg", "c.jpg", "/", ""]);
});

test("only files are asked for", () => {
  const own = ["../maps/a%20b.png", "a.png", "file:///home/a.png", "maps/a:b.png"];
  expect(own.map(localAddress)).toEqual(own);
  expect(["https://a.b/c.png", "//a.b/c.png", "javascript:alert(1)", " javascript:alert(1)", "data:image/png,", "\\\\a\\b.png", "", null].map(localAddress).filter((address) => address !== undefined)).toEqual([]);
});
