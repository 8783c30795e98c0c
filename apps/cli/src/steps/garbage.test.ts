import { afterEach, expect, test, vi } from "vitest";
import { collectAfter, release } from "./garbage.ts";

const own = globalThis.gc;
afterEach(() => { globalThis.gc = own; });

test("collects behind a picture of more than 32 megapixels, and behind no other", () => {
  const gc = vi.fn<() => void>();
  globalThis.gc = gc as unknown as typeof globalThis.gc;
  collectAfter({ width: 8000, height: 4000 });
  expect(gc).not.toHaveBeenCalled();
  collectAfter({ width: 8000, height: 4001 });
  expect(gc).toHaveBeenCalledOnce();
});

test("a picture that is released takes no memory", () => {
  const image = { width: 2, height: 1, data: new Uint8Array(8) };
  release(image);
  expect(image.data.length).toBe(0);
});

test("a runtime without the call goes on", () => {
  globalThis.gc = undefined;
  expect(() => collectAfter({ width: 9000, height: 9000 })).not.toThrow();
});
