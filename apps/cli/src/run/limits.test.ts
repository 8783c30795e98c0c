import { afterEach, expect, test, vi } from "vitest";
import { fewestOpenFiles, openFilesLimit, refusalFor } from "../../../../scripts/launcher/open_files.mjs";
import {
  collectAfter, concurrencyLimit, fewThreadsText, release, roomFor, roomForNetwork, roomForPictures, roomForThreads,
} from "./limits.ts";

const limits = (soft: string): string =>
  `Limit                     Soft Limit           Hard Limit           Units\nMax open files            ${soft.padEnd(20)} 4096                 files\n`;

test("the limit, where there is one", () => {
  expect(["32", "1048576", "unlimited"].map((soft) => openFilesLimit(limits(soft)))).toEqual([32, 1_048_576, Infinity]);
  expect(openFilesLimit("")).toBe(Infinity);
  expect(openFilesLimit()).toBeGreaterThan(fewestOpenFiles);
});

test("too few are refused, with what to do", () => {
  expect(refusalFor(24)).toMatchObject({ code: "system-open-files", message: expect.stringMatching(/24 files at a time.*ulimit -n 256/) as string });
  expect([fewestOpenFiles, Infinity].map(refusalFor)).toEqual([undefined, undefined]);
});

test("threads are given up first, and that is said", () => {
  const rooms = [32, 40, 41, 64, 256, Infinity].map(roomForThreads);
  expect(rooms).toEqual([0, 0, 1, 3, 24, Infinity]);
  expect(rooms.map(roomForPictures)).toEqual([0, 0, 1, 2, 12, Infinity]);
  expect(rooms.map(roomForNetwork)).toEqual([0, 0, 0, 1, 12, Infinity]);
  expect(fewThreadsText(3, 0)).toMatch(/^One thread does everything.*ulimit -n 256/);
  expect(fewThreadsText(3, 2)).toMatch(/^2 of 3 threads are used/);
  expect(fewThreadsText(3, 3)).toBeUndefined();
});

test("as many pictures as keep passes full", () => {
  expect(concurrencyLimit({ threads: 2, batchSize: 8 })).toBe(36);
  expect(concurrencyLimit({ threads: 1, batchSize: 1 })).toBe(6);
});

test("room for every thread to have a photograph of 24 megapixels, and for five of them on a small machine", () => {
  const photograph = 4 * 24e6; // bytes
  expect(Math.floor(roomFor({ threads: 1 }) / photograph)).toBe(5);
  expect(Math.floor(roomFor({ threads: 8 }) / photograph)).toBe(10);
});

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
