// Whether pictures of every format are read as others read them: the files that test/reference_formats.py has written into a folder,
// against the pixels beside each. Prints a row for each format. `npm run verify -- formats [FOLDER [COUNT]]`.
import { ImageError } from "@camlucida/cam";
import { decodeImage } from "camlucida/internal";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { tolerances } from "./tolerances.ts";

const suffix = ".expected.png";

interface Row {
  files: number;
  equal: number;
  largest: number; // levels of 255
  sum: number; // of the files' means, levels
  readonly worst: string[]; // files beyond the tolerance, or refused
}

async function verifyFormat(folder: string, format: keyof typeof tolerances): Promise<Row> {
  const row: Row = { files: 0, equal: 0, largest: 0, sum: 0, worst: [] };
  const names = (await readdir(join(folder, format))).filter((name) => name.endsWith(suffix)).toSorted();
  for (const name of names) {
    const file = name.slice(0, -suffix.length);
    row.files++;
    const difference = await differenceOf(join(folder, format, file)).catch((error: unknown) => error as Error);
    if (difference instanceof Error) {
      row.worst.push(`${file}: ${difference instanceof ImageError ? difference.code : "untyped"} ${difference.message}`);
      continue;
    }
    row.equal += Number(difference.largest === 0);
    row.largest = Math.max(row.largest, difference.largest);
    row.sum += difference.mean;
    if (difference.largest > tolerances[format]) row.worst.push(`${file}: ${difference.largest} levels`);
  }
  return row;
}

interface Difference {
  readonly largest: number; // levels of 255
  readonly mean: number; // over all samples
}

async function differenceOf(path: string): Promise<Difference> {
  const [found, expected] = [await decodeImage(await readFile(path)), await decodeImage(await readFile(path + suffix))];
  if (found.width !== expected.width || found.height !== expected.height) throw new Error(`${found.width}×${found.height}, not ${expected.width}×${expected.height}`);
  let [largest, sum] = [0, 0];
  for (const [at, value] of found.data.entries()) {
    const difference = Math.abs(value - (expected.data[at] as number));
    largest = Math.max(largest, difference);
    sum += difference;
  }
  return { largest, mean: sum / (0.75 * found.data.length) };
}

const [folder = "."] = process.argv.slice(2);
let failed = 0;
console.log("format  files  equal  largest difference  allowed  mean");
for (const format of Object.keys(tolerances) as (keyof typeof tolerances)[]) {
  const { files, equal, largest, sum, worst } = await verifyFormat(folder, format);
  console.log([format.padEnd(6), `${files}`.padStart(6), `${equal}`.padStart(6), `${largest}`.padStart(19), `${tolerances[format]}`.padStart(8), (sum / files).toFixed(3).padStart(6)].join(" "));
  for (const line of worst.slice(0, 20)) console.log(`  ✗ ${line}`);
  failed += worst.length + Number(files === 0);
}
process.exitCode = failed === 0 ? 0 : 1;
