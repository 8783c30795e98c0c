import { afterEach, expect, test, vi } from "vitest";
import { noInterruptions } from "../run/interruption.ts";
import { tuneCommand } from "./command.ts";

afterEach(() => vi.unstubAllGlobals());

test("a runtime without WebGPU is told what brings it, and not to install a driver", async () => {
  vi.stubGlobal("navigator", { hardwareConcurrency: 1 }); // as in Node
  const options = { model: undefined, stem: undefined, json: false };
  await expect(tuneCommand(options, { write: () => Promise.resolve(true) }, noInterruptions)).rejects.toMatchObject({
    code: "no-adapter", message: expect.stringMatching(/^tune: .* install the npm package deno/) as string,
  });
});
