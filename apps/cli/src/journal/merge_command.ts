// `camlucida merge`: the results of parts become those of the whole, on standard output or in a file that is whole or absent.
import { Buffer } from "node:buffer";
import { rename } from "node:fs/promises";
import { dirname } from "node:path";
import process from "node:process";
import type { MergeOptions } from "../arguments/read_commands.ts";
import { JournalError, outputError } from "../errors/errors.ts";
import { type ExitCode, exitCodes } from "../errors/exit.ts";
import { openTemporary } from "../files/locked_file.ts";
import { makeFolder, placeAnew, refuseExisting } from "../files/outputs.ts";
import type { Sink } from "../files/stdout.ts";
import { mergedLines } from "./merge.ts";

const pieceBytes = 1 << 22;

/** @throws JournalError, see mergedLines; OutputError */
export async function mergeCommand({ results, out, force, detail }: MergeOptions, stdout: Sink): Promise<ExitCode> {
  const lines = mergedLines(results);
  if (out === undefined) {
    for await (const line of lines) if (!await stdout.write(line)) break;
    return exitCodes.allDone;
  }
  if (!force) await refuseExisting(out);
  const pictures = await writeLines(out, lines, force);
  if (detail !== "quiet") process.stderr.write(`${pictures} pictures of ${results.length === 1 ? "one file" : `${results.length} files`} in ${out}\n`);
  return exitCodes.allDone;
}

/** @returns how many pictures. @throws OutputError; what making the lines throws, and then nothing is there */
async function writeLines(path: string, lines: AsyncIterable<string>, force: boolean): Promise<number> {
  const pieces = inPieces(lines);
  let count = -2; // the lines of the run and of the end
  try {
    await makeFolder(dirname(path));
    const temporary = await openTemporary(dirname(path));
    try {
      for await (const piece of pieces) {
        count += piece.length;
        await temporary.write(Buffer.from(piece.join("")));
      }
      await (force ? rename(temporary.path, path) : placeAnew(temporary.path, path));
    } finally {
      await temporary.remove();
    }
  } catch (error) {
    throw error instanceof JournalError ? error : outputError(path, error);
  }
  return count;
}

async function* inPieces(lines: AsyncIterable<string>): AsyncGenerator<string[]> {
  let piece: string[] = [];
  let held = 0; // bytes, about
  for await (const line of lines) {
    piece.push(line);
    held += line.length;
    if (held < pieceBytes) continue;
    yield piece;
    [piece, held] = [[], 0];
  }
  yield piece;
}
