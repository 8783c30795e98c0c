// Boxes in JSON, without trusting it; and COCO's annotations as boxes by photograph and class name.
// Source  Lin et al. 2014, arXiv:1405.0312; cocodataset.org, "Data format": bbox is [x, y, width, height] in pixels.
import type { Region } from "@camlucida/cam";

/** @returns photograph → class in lower case → boxes; undefined where something lacks its id, name or box */
export function fromCoco({ images, annotations, categories }: Readonly<Record<string, unknown>>): Map<string, Map<string, Region[]>> | undefined {
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

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** [x, y, width, height], or a list of them; undefined for anything else. */
export function readBoxes(value: unknown): Region[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const single = readBox(value);
  if (single) return [single];
  const boxes = value.map(readBox);
  return boxes.every((box) => box !== undefined) ? boxes : undefined;
}

/** A box with an area, which need not lie in the photograph. */
export function readBox(value: unknown): Region | undefined {
  if (!Array.isArray(value) || value.length !== 4 || !value.every(Number.isFinite)) return undefined;
  const [x, y, width, height] = value as [number, number, number, number];
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}
