// The files that a report is made of: results, maps, true classes.
import { gridOf, type MapGrid } from "@camlucida/cam";
import { readResults, ReportError, type Results, type TruthTable } from "@camlucida/report";
import { createReadStream } from "node:fs";
import { messageOf } from "../errors/errors.ts";
import { readNpy } from "../files/npy.ts";
import { readRegular } from "../files/regular.ts";

const mapLimit = 256 * 1024 * 1024; // bytes: a map of 90 megapixels has more, and is left out
const tableLimit = 256 * 1024 * 1024; // bytes

/** @throws ReportError "results-unreadable", "results-malformed" */
export function readResultFiles(paths: readonly string[]): Promise<Results> {
  return readResults(paths.map((name) => ({ name, text: textOf(name) })), readMap);
}

async function* textOf(path: string): AsyncGenerator<string> {
  try {
    for await (const text of createReadStream(path, { encoding: "utf8", highWaterMark: 1 << 20 })) yield text as string;
  } catch (error) {
    throw new ReportError("results-unreadable", `${path} cannot be read (${messageOf(error)}). Give the JSON lines of a run: camlucida --json, or --resume.`, { cause: error });
  }
}

/** A map that is gone, or is none, has no evidence: that must not cost anyone the report. */
async function readMap(path: string): Promise<MapGrid | undefined> {
  try {
    const isMap = ({ length }: readonly number[]): boolean => length === 2;
    const { shape: [height = 0, width = 0], values } = readNpy(await readRegular(path, mapLimit), isMap, (problem) => new Error(problem));
    return width === 0 || height === 0 ? undefined : gridOf({ values, width, height });
  } catch {
    return undefined;
  }
}

/** @throws ReportError "truth-unreadable" */
export async function readTruthTable(path: string | undefined): Promise<TruthTable | undefined> {
  if (path === undefined) return undefined;
  const bytes = await readRegular(path, tableLimit).catch((error: unknown) => {
    throw new ReportError("truth-unreadable", `${path} cannot be read (${messageOf(error)}). Give a table with a row for each picture: image,label or image,index.`, { cause: error });
  });
  return { name: path, text: new TextDecoder().decode(bytes) };
}
