import { expect, test } from "vitest";
import { extensionRemark, sniff } from "./header.ts";

/** The box that begins an AVIF, a HEIC or a film: the main brand, a version, and all others. */
const boxOfBrands = (main: string, ...others: readonly string[]): Uint8Array =>
  new TextEncoder().encode(`\0\0\0${String.fromCharCode(16 + 4 * others.length)}ftyp${main}\0\0\0\0${others.join("")}`);

test.each([
  ["JPEG 2000", [0, 0, 0, 12, 0x6a, 0x50, 0x20, 0x20]],
  ["JPEG XL", [0xff, 0x0a]],
  ["TIFF", [0x4d, 0x4d, 0, 42]],
  ["BMP", [0x42, 0x4d, 1, 2, 3, 4, 0, 0, 0, 0]],
  ["text", [0x42, 0x4d, 0x58, 0x21]], // "BMX!" starts like a bitmap
  ["TIFF", [0x49, 0x49, 43, 0]], // of 64 bits
  ["AVIF", [...boxOfBrands("mif1", "miaf", "avif")]],
  ["HEIC", [...boxOfBrands("heix", "mif1")]],
  ["unknown", [...boxOfBrands("isom", "mp42")]], // a film
  ["ZIP", [0x50, 0x4b, 3, 4]],
  ["unknown", [0x89]], // too little to call it a PNG
] as const)("recognises %s", (kind, bytes) => expect(sniff(Uint8Array.from(bytes))).toBe(kind));

test("remarks on a name that promises another format, and only then", () => {
  expect(extensionRemark("a/b.PNG", "JPEG")).toBe("named .png, but it is a JPEG; read as JPEG");
  expect(extensionRemark("b.jpeg", "PNG")).toMatch(/it is a PNG/);
  expect(extensionRemark("b.heif", "AVIF")).toBe("named .heif, but it is an AVIF; read as AVIF");
  expect(extensionRemark("b.tif", "TIFF")).toBeUndefined();
  expect(extensionRemark("b.jpg", "JPEG")).toBeUndefined();
  expect(extensionRemark("photo", "PNG")).toBeUndefined();
});
