import { expect, test } from "vitest";
import type { Input } from "./inputs.ts";
import { belongsTo, shardOf } from "./shard.ts";

const inputs: Input[] = Array.from({ length: 1000 }, (_, at) => ({ kind: "file", path: `/data/photos/a/${at}.png`, root: "/data/photos" }));

test("every picture is in one part, the parts are of like size, and the folder may lie elsewhere", () => {
  const parts = [1, 2, 3, 4].map((index) => inputs.filter(belongsTo({ index, count: 4 })));
  expect(parts.flat()).toHaveLength(inputs.length);
  for (const part of parts) expect(Math.abs(part.length - 250)).toBeLessThan(55); // 4 standard deviations of a binomial
  const elsewhere = inputs.map((input): Input => ({ kind: "file", path: `mnt/${"path" in input ? input.path.slice("/data/photos/".length) : ""}`, root: "mnt" }));
  expect(elsewhere.filter(belongsTo({ index: 3, count: 4 })).map((input) => inputs[elsewhere.indexOf(input)])).toEqual(parts[2]);
  expect(inputs.filter(belongsTo(undefined))).toHaveLength(inputs.length);
});

test("the part is a property of the name: the first 48 bits of its SHA-256", () => {
  // python3 -c 'import hashlib; print([1 + int.from_bytes(hashlib.sha256(n.encode()).digest()[:6], "big") % 7 for n in ("a.png", "b/ü.png", "-")])'
  expect(["a.png", "b/ü.png", "-"].map((name) => shardOf(name, 7))).toEqual([6, 1, 1]);
  expect(shardOf("b/ü.png", 7)).toBe(shardOf("b/u\u0308.png", 7)); // as macOS tells it
});
