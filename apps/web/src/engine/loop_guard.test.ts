import { expect, test } from "vitest";
import { guarded, MOST_TURNS } from "./loop_guard.ts";

const output = "@group(0) @binding(1) var<storage, read_write> made: array<f32>;\n";

test("every loop, on its own line, and no word of a comment", () => {
  const text = `${output}fn main() {\n  // for all of them {\n  for (var i = 0u; i < 3u; i++) {\n    while i > 1u { i--; } /* loop { /* { */ } */\n  }\n  loop { break; }\n}`;
  const safe = guarded(text) ?? "";
  expect(safe.split("turns_left_ -= 1u;").length - 1).toBe(3);
  const lines = safe.split("\n");
  text.split("\n").forEach((line, at) => expect(lines[at]?.replaceAll(/ if \(turns_left_ .*? turns_left_ -= 1u;/g, "")).toBe(line));
  expect(safe).toContain("made[arrayLength(&made) - 1u] = f32(1); break;");
  expect(safe).toContain(`= ${MOST_TURNS}u;`);
});

test("nothing to guard: no loop, or nowhere to write", () => {
  expect(guarded(`${output}fn main() { let forward = 1; } // for (;;) {`)).toBe(undefined);
  expect(guarded("fn main() { loop { break; } }")).toBe(undefined);
});
