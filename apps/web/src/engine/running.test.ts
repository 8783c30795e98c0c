import { whyNoGpu } from "@camlucida/tensor";
import { expect, test } from "vitest";
import { english } from "../text/en.ts";
import { japanese } from "../text/ja.ts";

test("why there is no GPU: the browser, the address or the computer", () => {
  expect(whyNoGpu({ isSecureContext: true, navigator: {} })).toBe("no-webgpu");
  expect(whyNoGpu({ isSecureContext: false, navigator: {} })).toBe("insecure-page");
  expect(whyNoGpu({ isSecureContext: true, navigator: { gpu: {} } })).toBe("no-adapter");
});

test("a browser that has WebGPU is not told to use another", () => {
  for (const { reasons } of [english.model, japanese.model]) {
    expect(reasons["no-adapter"]).not.toMatch(/Chrome|Edge|Safari|Firefox/);
    expect(reasons["insecure-page"]).not.toMatch(/Chrome|Edge|Safari|Firefox/);
  }
});
