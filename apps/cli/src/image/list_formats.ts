// What --list-formats prints: the formats of pictures that are read, by which decoder, and whose pixels these are.
import { table } from "../inspect/tables.ts";
import { formats } from "./formats.ts";
import { hasHeicDecoder } from "./heic_decoder.ts";

/** A row each, or one JSON object per line. */
export function listFormats(json: boolean): string {
  const rows = formats.map(({ name, ...others }) => ({ format: name, available: name !== "HEIC" || hasHeicDecoder(), ...others }));
  if (json) return rows.map((row) => `${JSON.stringify(row)}\n`).join("");
  const endings = (all: readonly string[]): string => all.map((ending) => `.${ending}`).join(" ");
  const texts = rows.map((row) => [row.format, endings(row.endings), row.available ? row.decoder : "not installed", `as ${row.equalTo}`, row.note]);
  return `${table(texts).map((line) => line.trimStart()).join("\n")}\n`;
}
