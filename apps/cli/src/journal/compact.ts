// A journal without what was replaced: of each picture its last line, of each run whose lines are left its own, and the end.
import { rename } from "node:fs/promises";
import { dirname } from "node:path";
import { Buffer } from "node:buffer";
import { openTemporary } from "../files/locked_file.ts";
import type { JournalFile } from "./journal_file.ts";
import { headOf } from "./lines.ts";
import { readLines } from "./read_lines.ts";

const pieceBytes = 1 << 22;

/** Written anew beside the old one and put in its place in one step. @param isLast whether the line that begins there is its picture's last. @throws what the system throws, and the old one stands */
export async function compactJournal(path: string, { file }: Pick<JournalFile, "file">, isLast: (image: string, offset: number) => boolean): Promise<void> {
  const temporary = await openTemporary(dirname(path));
  let piece: Uint8Array[] = [];
  let held = 0; // bytes
  const flush = async (): Promise<void> => {
    await temporary.write(Buffer.concat(piece));
    [piece, held] = [[], 0];
  };
  const put = (line: Uint8Array): Promise<void> | undefined => {
    piece.push(Buffer.from(line), newline);
    held += line.length;
    return held > pieceBytes ? flush() : undefined;
  };
  try {
    let run: Uint8Array | undefined; // whose lines follow, until one does
    let end: Uint8Array | undefined;
    await readLines(file, async (line, offset) => {
      const head = headOf(line);
      if (head.kind === "run") run = Buffer.from(line);
      if (head.kind === "end") end = Buffer.from(line);
      if (head.kind !== "picture" || !isLast(head.image, offset)) return;
      if (run) await put(run);
      run = undefined;
      await put(line);
    });
    if (run) await put(run);
    if (end) await put(end);
    await flush();
    await rename(temporary.path, path);
  } finally {
    await temporary.remove();
  }
}

const newline = Uint8Array.of(0x0a);
