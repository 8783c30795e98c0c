// The content of a contact sheet → its picture on the disk.
import { tilePaintFor } from "../draw.ts";
import { fillTemplate } from "../files/template.ts";
import { encodeImage } from "../image/encode.ts";
import { isKept, writeResult, type Outlet } from "../outputs.ts";
import { drawSheet } from "../sheet/sheet.ts";
import type { Typesetter } from "../sheet/typesetter.ts";
import { Stopwatch, type Times } from "../stopwatch.ts";
import type { SheetOrder } from "./steps.ts";

/** @returns the sheet's path. @throws OutputError */
export async function writeSheet({ input, content, view }: SheetOrder, typesetter: Typesetter, outlet: Outlet): Promise<{ path: string; times: Times }> {
  const watch = new Stopwatch();
  const path = fillTemplate(outlet.options.sheet as string, input);
  if (await isKept(path, outlet)) return { path, times: watch.times() };
  const sheet = await watch.time("map", () => drawSheet(content, typesetter, tilePaintFor(outlet.options), view, outlet.options.scale));
  const bytes = await watch.time("encode", () => encodeImage(sheet, path));
  await watch.time("files", () => writeResult(path, bytes, outlet));
  return { path, times: watch.times() };
}
