// Which class each picture is of: from a table image,class, or from the folders that pictures lie in.
import { parse } from "csv-parse/sync";
import { messageOf } from "./message.ts";
import { ReportError } from "../read/report_error.ts";
import type { ExplainedPicture } from "../read/results.ts";
import { classesIn, type NamedClass } from "./classes.ts";

/** What is known of the pictures' true classes. */
export interface Truth {
  readonly from: string | null; // the table's name, "folders", or null where nothing is known
  of(image: string): NamedClass | undefined;
}

/** A table of true classes. */
export interface TruthTable {
  readonly name: string; // of the file, for messages
  readonly text: string; // CSV: image,label or image,index a row
}

/**
 * The table's classes, or without one the names of the folders, if each of them is a label.
 * @throws ReportError "truth-malformed", "results-disagree"
 * @example
 * ```ts
 * import { truthOf } from "@camlucida/report";
 *
 * truthOf([], undefined).from; // → null
 * ```
 */
export function truthOf(pictures: readonly ExplainedPicture[], table: TruthTable | undefined): Truth {
  return table === undefined ? fromFolders(pictures) : fromTable(pictures, table);
}

/** A row is of the picture of this path, or of all whose path ends in it; of several rows the longest is meant. */
function fromTable(pictures: readonly ExplainedPicture[], { name, text }: TruthTable): Truth {
  const classes = classesIn(pictures);
  const rows = new Map<string, NamedClass>();
  for (const [at, [image = "", named = ""]] of rowsOf(text, name).entries()) {
    const found = classes.named(named);
    if (found === undefined && at === 0 && pictures.every(({ image: path }) => !endings(path).includes(normal(image)))) continue; // the columns' names
    if (found === undefined && /^\d+$/.test(named.trim())) throw new ReportError("truth-malformed", `${name}: class ${named} of ${image} is none of 0…${classes.count - 1}, which the network has.`);
    rows.set(normal(image), found ?? { index: null, label: named.trim() });
  }
  return { from: name, of: (image) => endings(image).map((ending) => rows.get(ending)).find((found) => found !== undefined) };
}

function rowsOf(text: string, name: string): string[][] {
  let rows: string[][];
  try {
    rows = parse(text, { bom: true, trim: true, skip_empty_lines: true, relax_column_count: true });
  } catch (error) {
    throw new ReportError("truth-malformed", `${name}: ${messageOf(error)}. Expected CSV with two columns: image,label or image,index.`, { cause: error });
  }
  const short = rows.findIndex((row) => row.length < 2 || row[0] === "" || row[1] === "");
  if (short >= 0) throw new ReportError("truth-malformed", `${name}: row ${short + 1} is ${JSON.stringify((rows[short] as string[]).join(","))}. Expected two columns: image,label or image,index.`);
  return rows;
}

/** "./a\\b.png" → "a/b.png" */
const normal = (path: string): string => path.replaceAll("\\", "/").replace(/^(\.\/)+/, "");

/** "a/b/c.png" → "a/b/c.png", "b/c.png", "c.png" */
function endings(path: string): string[] {
  const parts = normal(path).split("/");
  return parts.map((_, at) => parts.slice(at).join("/"));
}

function fromFolders(pictures: readonly ExplainedPicture[]): Truth {
  const classes = classesIn(pictures);
  const folders = new Set(pictures.map(({ image }) => folderOf(image)));
  const found = new Map([...folders].flatMap((folder) => {
    const named = folder === "" || /^\d+$/.test(folder) ? undefined : classes.named(folder);
    return named === undefined ? [] : [[folder, named] as const];
  }));
  if (folders.size === 0 || found.size < folders.size) return { from: null, of: () => undefined };
  return { from: "folders", of: (image) => found.get(folderOf(image)) };
}

const folderOf = (image: string): string => normal(image).split("/").at(-2) ?? "";
