import { expect, test } from "vitest";
import { fewestOpenFiles, openFilesLimit, refusalFor } from "../../../../scripts/launcher/open_files.mjs";
import { fewThreadsText, roomForNetwork, roomForPictures, roomForThreads } from "./open_files.ts";

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
