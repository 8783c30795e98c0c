// The chapter's file against what Python's zipfile, pickletools and torch say of it.
import { expect, test } from "vitest";
import { checkpoint } from "./checkpoint.ts";

const text = await checkpoint.worked();
const lines = text.split("\n");

test("places and lengths of the entries are those of Python's zipfile", () => {
  // [(i.filename, i.header_offset + 30 + len(local name) + len(local extra), i.file_size) for i in zipfile.ZipFile("tiny.pth").infolist()]
  expect(lines.slice(1, 4).map((line) => line.trim().split(/\s+/).slice(0, 3))).toEqual([["64", "tiny/data.pkl", "174"], ["320", "tiny/data/0", "16"], ["448", "tiny/version", "2"]]);
});

test("opcodes stand where pickletools finds them", () => {
  // [(pos, op.name) for op, arg, pos in pickletools.genops(...) if op.name != "BINPUT"]
  const expected = "0 PROTO, 2 EMPTY_DICT, 5 BINUNICODE, 21 GLOBAL, 56 MARK, 57 MARK, 58 BINUNICODE, 72 GLOBAL, 94 BINUNICODE, 102 BINUNICODE, 112 BININT1, 114 TUPLE, 117 BINPERSID, "
    + "118 BININT1, 120 BININT1, 122 BININT1, 124 TUPLE2, 127 BININT1, 129 BININT1, 131 TUPLE2, 134 NEWFALSE, 135 GLOBAL, 162 EMPTY_TUPLE, 163 REDUCE, 166 TUPLE, 169 REDUCE, 172 SETITEM, 173 STOP";
  const begin = lines.findIndex((line) => line.startsWith(" byte"));
  const found = lines.slice(begin + 1, lines.indexOf("", begin)).map((line) => line.trim().split(/\s+/).slice(0, 2).join(" "));
  expect(found.join(", ")).toBe(expected);
});

test("the numbers are those that were saved, and the command is refused at its byte", () => {
  expect(text).toContain("fc.weight [2, 2]\n 0.50  −1.00\n 2.00   0.25");
  expect(text).toContain("byte 184: GLOBAL posix.system\nrefused, checkpoint-unsafe");
});

test("every line fits a terminal", () => {
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(78);
});
