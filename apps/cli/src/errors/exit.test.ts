import { NetworkError } from "@camlucida/cam";
import { CamlucidaError, CheckpointError, DeviceError, GraphError } from "@camlucida/tensor";
import { ModelError } from "@camlucida/weights";
import { expect, test } from "vitest";
import type { StatementCode } from "../report/result.ts";
import { BoxesError, imageError, LabelError, OutputError, UsageError } from "./errors.ts";
import { endsRun, exitCodeOf, exitCodeOfResults } from "./exit.ts";

test.each([
  [new UsageError("usage-no-input", ""), 2],
  [new LabelError("class-unknown", ""), 2],
  [new LabelError("labels-wrong-length", ""), 2],
  [new BoxesError("boxes-malformed", ""), 2],
  [new GraphError("unknown-layer", ""), 2],
  [new OutputError("output-conflict", ""), 2],
  [new DeviceError("no-adapter", ""), 3],
  [new DeviceError("device-lost", ""), 3],
  [new CheckpointError("checkpoint-truncated", ""), 4],
  [new ModelError("model-unknown", ""), 4],
  [new ModelError("model-not-at-hand", ""), 75],
  [new CamlucidaError("model-odd", ""), 4],
  [new OutputError("output-disk-full", ""), 1],
  [imageError("image-empty", ""), 1],
  [new NetworkError("logits-not-finite", ""), 1],
  [new Error("a surprise"), 1],
  ["not even an error", 1],
])("%o ends with %i", (error, code) => {
  expect(exitCodeOf(error)).toBe(code);
  expect(endsRun(error)).toBe(code === 3 || code === 4);
});

test("a run is done when every picture is", () => {
  const [done, failed] = [{ ok: true, maps: [{ statement: null }] }, { ok: false }] as const;
  const saying = (code: StatementCode) => ({ ok: true, maps: [{ statement: null }, { statement: { code, message: "" } }] }) as const;
  expect(exitCodeOfResults([done, done])).toBe(0);
  expect(exitCodeOfResults([done, failed])).toBe(1);
  expect(exitCodeOfResults([done, saying("map-flat"), saying("map-zero"), saying("map-never-positive")])).toBe(0); // results in words
  expect(exitCodeOfResults([done, saying("map-not-finite")])).toBe(1);
});
