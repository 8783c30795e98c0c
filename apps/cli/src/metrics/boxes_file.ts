// Where the objects are, for the pointing games: a JSON file in one of these forms, in pixels of the photographs.
//
//   {"a.png": [x, y, width, height], "b.png": [[…], […]]}              the object, or several
//   {"a.png": {"cat": [[x, y, width, height]], "dog": [[…]]}}          by class
//   {"images": […], "annotations": […], "categories": […]}             COCO's
//
// A photograph is found by its path as reported, else by its file name. Boxes without a class count for every class.
// Source  Lin et al. 2014, arXiv:1405.0312; cocodataset.org, "Data format": bbox is [x, y, width, height] in pixels.
import type { Region } from "@camlucida/cam";
import { basename } from "node:path";
import { BoxesError, messageOf } from "../errors/errors.ts";
import { readRegular } from "../files/regular.ts";

/** The boxes of one class, by its label, in the photograph of this name. */
export type BoxesOf = (photo: string, label: string) => readonly Region[];

/** Photograph → label in lower case, or "" for any → boxes. */
type BoxTable = ReadonlyMap<string, ReadonlyMap<string, readonly Region[]>>;

const sizeLimit = 256 * 1024 * 1024; // bytes

/** @throws BoxesError "boxes-unreadable", "boxes-malformed" */
export async function readBoxesFile(path: string): Promise<BoxesOf> {
  const table = tableOf(await readJson(path), path);
  return (photo, label) => {
    const boxes = table.get(photo) ?? table.get(basename(photo));
    return [...(boxes?.get("") ?? []), ...(boxes?.get(label.toLowerCase()) ?? [])];
  };
}

/** @param name of the file, for messages. @throws BoxesError "boxes-malformed" */
export function tableOf(content: unknown, name: string): BoxTable {
  if (!isRecord(content)) throw malformed(name, "it is not a JSON object");
  const coco = Array.isArray(content["images"]) && Array.isArray(content["annotations"]);
  const table = coco ? fromCoco(content) : new Map(Object.entries(content).map(([photo, value]) => [photo, byLabel(value)] as const));
  if (!table) throw malformed(name, "it looks like COCO's, and its images, annotations or categories lack an id, a file_name or a bbox");
  const wrong = [...table].find(([, boxes]) => boxes === undefined)?.[0];
  if (wrong !== undefined) throw malformed(name, `the entry of ${JSON.stringify(wrong.slice(0, 80))} is no box, list of boxes, or object of them by class`);
  return table as BoxTable;
}

function byLabel(value: unknown): ReadonlyMap<string, readonly Region[]> | undefined {
  const all = readBoxes(value);
  if (all) return new Map([["", all]]);
  if (!isRecord(value)) return undefined;
  const entries = Object.entries(value).map(([label, boxes]) => [label.toLowerCase(), readBoxes(boxes)] as const);
  return entries.some(([, boxes]) => boxes === undefined) ? undefined : new Map(entries as [string, Region[]][]);
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(await readRegular(path, sizeLimit)));
  } catch (error) {
    throw new BoxesError("boxes-unreadable", `${path} cannot be read as JSON (${messageOf(error)}). ${expected}`, { cause: error });
  }
}

const expected = 'Give file names and boxes in pixels: {"cat.png": [x, y, width, height]}.';

const malformed = (name: string, reason: string): BoxesError => new BoxesError("boxes-malformed", `${name} cannot be used: ${reason}. ${expected}`);

/** COCO's annotations, without trusting them. @returns photograph → class in lower case → boxes; undefined where something lacks its id, name or box */
function fromCoco({ images, annotations, categories }: Readonly<Record<string, unknown>>): Map<string, Map<string, Region[]>> | undefined {
  const photos = namesById(images, "file_name");
  const labels = namesById(categories, "name");
  if (!photos || !labels || !Array.isArray(annotations)) return undefined;
  const table = new Map([...photos.values()].map((photo) => [photo, new Map<string, Region[]>()]));
  for (const annotation of annotations as unknown[]) {
    if (!isRecord(annotation)) return undefined;
    const [photo, label, box] = [photos.get(annotation["image_id"]), labels.get(annotation["category_id"]), readBox(annotation["bbox"])];
    const boxes = photo === undefined ? undefined : table.get(photo);
    if (!boxes || label === undefined || !box) return undefined;
    boxes.set(label.toLowerCase(), [...(boxes.get(label.toLowerCase()) ?? []), box]);
  }
  return table;
}

function namesById(entries: unknown, field: string): Map<unknown, string> | undefined {
  if (!Array.isArray(entries)) return undefined;
  const names = (entries as unknown[]).map((entry) => {
    const name = isRecord(entry) ? entry[field] : undefined;
    return isRecord(entry) && entry["id"] !== undefined && typeof name === "string" ? [entry["id"], name] as const : undefined;
  });
  return names.every((name) => name !== undefined) ? new Map(names) : undefined;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** [x, y, width, height], or a list of them; undefined for anything else. */
function readBoxes(value: unknown): Region[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const single = readBox(value);
  if (single) return [single];
  const boxes = value.map(readBox);
  return boxes.every((box) => box !== undefined) ? boxes : undefined;
}

/** A box with an area, which need not lie in the photograph. */
function readBox(value: unknown): Region | undefined {
  if (!Array.isArray(value) || value.length !== 4 || !value.every(Number.isFinite)) return undefined;
  const [x, y, width, height] = value as [number, number, number, number];
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}
