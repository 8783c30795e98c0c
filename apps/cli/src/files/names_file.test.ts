import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inFolder } from "../testing/files.ts";
import { namesIn, readNames, refuseMissingLists } from "./names_file.ts";

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function all(names: AsyncIterable<string>): Promise<string[]> {
  const read: string[] = [];
  for await (const name of names) read.push(name);
  return read;
}

const listed = (bytes: string | Uint8Array, size = 7): Promise<string[]> =>
  all(namesIn(pieces(typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes, size)));

const utf16 = (text: string): Uint8Array => Uint8Array.from(`\ufeff${text}`.split("").flatMap((unit) => [unit.charCodeAt(0) & 255, unit.charCodeAt(0) >> 8]));

test.each([
  ["lines", "a.png\nb c.png\n", ["a.png", "b c.png"]],
  ["a last line without an end, empty lines", "\na.png\n\n\nb.png", ["a.png", "b.png"]],
  ["lines as Windows ends them, with its mark in front", "\ufeffa.png\r\nb.png\r\n\r\n", ["a.png", "b.png"]],
  ["NUL, with line breaks within names", "a\nb.png\0c\r.png\0\0 d .png", ["a\nb.png", "c\r.png", " d .png"]],
  ["letters that a piece cuts in two", "Größe 😀 猫.png\n".repeat(3), ["Größe 😀 猫.png", "Größe 😀 猫.png", "Größe 😀 猫.png"]],
  ["nothing", "", []],
  ["what PowerShell writes", utf16("Grüße.png\r\n猫.png\r\n"), ["Grüße.png", "猫.png"]],
])("%s", async (_, bytes, expected) => {
  for (const size of [1, 7, 100_000]) expect(await listed(bytes, size)).toEqual(expected);
});

test("a NUL is found however small the pieces, and a name may lie across the window's end", async () => {
  const names = Array.from({ length: 10_000 }, (_, at) => `line\n${at}.png`);
  expect(await listed(names.join("\0"), 1000)).toEqual(names);
});

test("names are there before the list ends", async () => {
  let read = 0;
  const endless = async function* (): AsyncGenerator<Uint8Array> {
    for (;;) {
      read += 70_000;
      yield await Promise.resolve(new TextEncoder().encode("photo.png\n".repeat(7000)));
    }
  };
  const names = namesIn(endless());
  for (let count = 0; count < 20_000; count++) expect((await names.next()).value).toBe("photo.png");
  expect(read).toBeLessThan(300_000);
});

test("what is no list is refused in words", async () => {
  await inFolder(["folder/x"], async (folder) => {
    const [missing, endless] = [join(folder, "list.txt"), join(folder, "endless")];
    const refusal = (message: RegExp): object => expect.objectContaining({ code: "usage-names-unreadable", message: expect.stringMatching(message) as string }) as object;
    await expect(refuseMissingLists(["-", missing])).rejects.toEqual(refusal(/list\.txt cannot be read: there is no such file\. Give a file/));
    await expect(refuseMissingLists([join(folder, "folder")])).rejects.toEqual(refusal(/is a folder/));
    await expect(all(readNames("/dev/fd/99"))).rejects.toEqual(refusal(/pipe of the shell/));
    await writeFile(endless, new Uint8Array(200_000).fill(97));
    await expect(all(readNames(endless))).rejects.toEqual(refusal(/a name of more than 65,536 characters/));
  });
});
