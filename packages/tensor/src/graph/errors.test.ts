import { expect, test } from "vitest";
import { CamlucidaError, DeviceError, receivedError, sentError } from "./errors.ts";

const posted = (error: unknown): Error => receivedError(structuredClone(sentError(error)));

test("an error keeps its name, its code and its message between threads", () => {
  const lost = posted(new DeviceError("device-lost", "device: it was lost."));
  expect(lost).toBeInstanceOf(CamlucidaError);
  expect(lost).toMatchObject({ name: "DeviceError", code: "device-lost", message: "device: it was lost." });
});

test("one that nobody foresaw has no code, whatever it is", () => {
  for (const [thrown, name, message] of [[new TypeError("x is undefined"), "TypeError", "x is undefined"], ["a text", "Error", "a text"], [undefined, "Error", "undefined"]]) {
    const error = posted(thrown);
    expect([error.name, error.message, "code" in error, error instanceof CamlucidaError]).toEqual([name, message, false, false]);
  }
  const system = Object.assign(new Error("full"), { code: "ENOSPC" }); // the system's code is none of ours
  expect("code" in posted(system)).toBe(false);
});
