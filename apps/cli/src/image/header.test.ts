import { expect, test } from "vitest";
import { extensionRemark, sniff } from "./header.ts";

test.each([
  ["JPEG 2000", [0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20]],
  ["JPEG XL", [0xff, 0x0a]],
  ["TIFF", [0x4d, 0x4d, 0, 42]],
  ["BMP", [0x42, 0x4d, 1, 2, 3, 4, 0, 0, 0, 0]],
  ["text", [0x42, 0x4d, 0x58, 0x21]], // "BMX!" starts like a bitmap
  ["ZIP", [0x50, 0x4b, 3, 4]],
  ["unknown", [0x89]], // too little to call it a PNG
] as const)("recognises %s", (kind, bytes) => expect(sniff(Uint8Array.from(bytes))).toBe(kind));

test("remarks on a name that promises another format, and only then", () => {
  expect(extensionRemark("a/b.PNG", "JPEG")).toBe("named .png, but it is a JPEG; read as JPEG");
  expect(extensionRemark("b.jpeg", "PNG")).toMatch(/it is a PNG/);
  expect(extensionRemark("b.jpg", "JPEG")).toBeUndefined();
  expect(extensionRemark("photo", "PNG")).toBeUndefined();
});
