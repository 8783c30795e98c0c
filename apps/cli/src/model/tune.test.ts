import type { TunedLayer } from "@camlucida/tensor";
import { afterEach, expect, test, vi } from "vitest";
import { noInterruptions } from "../run/interruption.ts";
import { tuneCommand, tuningTable } from "./tune.ts";

afterEach(() => vi.unstubAllGlobals());

test("a runtime without WebGPU is told what brings it, and not to install a driver", async () => {
  vi.stubGlobal("navigator", { hardwareConcurrency: 1 }); // as in Node
  const options = { model: undefined, stem: undefined, padding: undefined, output: undefined, input: undefined, preprocess: undefined, json: false };
  await expect(tuneCommand(options, { write: () => Promise.resolve(true) }, noInterruptions)).rejects.toMatchObject({
    code: "no-adapter", message: expect.stringMatching(/^tune: .* install the npm package deno/) as string,
  });
});

const layer = "conv 1×56×56×64 → 1×56×56×64, 3×3, stride 1, padding 1, dilation 1, groups 1";

test("a line per layer, its gain, the sums, and where it is kept", () => {
  const layers: TunedLayer[] = [
    { layer, count: 4, heuristic: "winograd 4×4", times: [{ algorithm: "tiled", milliseconds: 2 }, { algorithm: "winograd 4×4", milliseconds: 5 }], wrong: ["winograd 2×2"] },
    { layer: layer.replace("stride 1", "stride 2"), count: 1, heuristic: "winograd 2×2", times: [{ algorithm: "direct", milliseconds: 10 }], wrong: [] },
  ];
  expect(tuningTable(layers, "/cache/x.json")).toBe([
    "  conv 1×56×56×64 → 1×56×56×64, 3×3            4×  2.00 ms   tiled   2.50× as fast",
    "  conv 1×56×56×64 → 1×56×56×64, 3×3, stride 2  1×  10.00 ms  direct  as usual",
    "",
    "All convolutions: 18.0 ms, as usual 30.0 ms.",
    "Left out, for other numbers than the direct convolution's: winograd 2×2.",
    "Kept in /cache/x.json, and used from now on; without that file all is as usual.",
    "",
  ].join("\n"));
});
