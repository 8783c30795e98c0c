import { CamlucidaError, CheckpointError, DeviceError, GraphError } from "@camlucida/tensor";
import { ModelError } from "@camlucida/weights";
import { expect, test } from "vitest";
import { BoxesError, ImageError, LabelError, OutputError, UsageError } from "./errors.ts";
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
  [new CamlucidaError("model-odd", ""), 4],
  [new OutputError("output-disk-full", ""), 1],
  [new ImageError("image-empty", ""), 1],
  [new Error("a surprise"), 1],
  ["not even an error", 1],
])("%o ends with %i", (error, code) => {
  expect(exitCodeOf(error)).toBe(code);
  expect(endsRun(error)).toBe(code === 3 || code === 4);
});

test("a run is done when every picture is", () => {
  expect(exitCodeOfResults([{ ok: true }, { ok: true }])).toBe(0);
  expect(exitCodeOfResults([{ ok: true }, { ok: false }])).toBe(1);
});
