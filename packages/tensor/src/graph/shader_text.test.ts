import { expect, test } from "vitest";
import { constantIn, workgroupIn } from "./shader_text.ts";

const wgsl = "const TILE = 8u;    // of const TILES = 9u;\nconst TILES = 64u;\n@compute @workgroup_size(16, 4)\nfn main() {}";

test("numbers are read off the shader that states them", () => {
  expect([constantIn(wgsl, "TILE"), constantIn(wgsl, "TILES"), ...workgroupIn(wgsl), ...workgroupIn("@workgroup_size(64)")]).toEqual([8, 64, 16, 4, 64, 1]);
});

test("a number that a shader does not state is an error", () => {
  expect(() => constantIn(wgsl, "PIXELS")).toThrow(/no "const PIXELS = /);
  expect(() => workgroupIn("fn main() {}")).toThrow(/@workgroup_size/);
});
