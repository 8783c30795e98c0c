// A network's parts as boxes and lines: of parts that are open their own parts within a frame, of others one box.
import type { LayoutBox, Way } from "./boxes.ts";
import { layOut, readersOf } from "./layered_layout.ts";
import { pathIn, type DrawnLayer, type NetworkPart } from "./parts.ts";

export interface Rectangle {
  readonly x: number; // of the left upper corner
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What can be walked to and chosen: a layer, or a part, open or not. */
export interface DrawnPart extends Rectangle {
  readonly part: NetworkPart;
  readonly open: boolean;
  readonly level: number; // 1: it is in no other
  /** Keys of what is drawn too: what it reads and who reads it, the nearest first. */
  readonly reads: readonly string[];
  readonly readers: readonly string[];
}

/** Where values come in from elsewhere. */
interface DrawnEntrance extends Rectangle {
  readonly text: string; // the value's name, or how many there are
}

export interface NetworkPicture {
  readonly parts: readonly DrawnPart[]; // in the order in which they are computed; a part before what is in it
  readonly entrances: readonly DrawnEntrance[];
  readonly ways: readonly Way[];
  readonly width: number;
  readonly height: number;
}

const [WIDTH, HEIGHT, TITLE, PADDING, ENTRANCE, LETTER] = [172, 36, 26, 12, 15, 6.4]; // of a box; of an open part's title, its frame; of an entrance, its letters

/** @param isOpen of parts that have parts */
export function pictureOf(parts: readonly NetworkPart[], isOpen: (part: NetworkPart) => boolean): NetworkPicture {
  const layers = parts.flatMap((part) => part.layers);
  const picture = within(parts, isOpen, 1, readersBy(layers));
  const shown = new Map(picture.parts.flatMap(({ part, open }) => (open ? [] : part.layers.map(({ name }) => [name, part.key] as const))));
  const links = linksOf(picture.parts, shown);
  return { ...picture, parts: picture.parts.map((drawn) => ({ ...drawn, ...links.get(drawn.part.key) })) };
}

const readersBy = (layers: readonly DrawnLayer[]): ReadonlyMap<string, readonly string[]> =>
  readersOf(layers.map(({ name, inputs }) => ({ key: name, reads: inputs.map((input) => input.name) })));

type Links = Pick<DrawnPart, "reads" | "readers">;

/** Who reads whom among what is drawn. An open part leads to its first layer, and that back to it. */
function linksOf(drawn: readonly DrawnPart[], shown: ReadonlyMap<string, string>): ReadonlyMap<string, Links> {
  const links = new Map<string, { reads: string[]; readers: string[] }>(drawn.map(({ part }) => [part.key, { reads: [], readers: [] }]));
  const tie = (from: string, to: string): void => {
    if (from === to || links.get(to)?.reads.includes(from)) return;
    links.get(to)?.reads.push(from);
    links.get(from)?.readers.push(to);
  };
  drawn.forEach(({ part, open }, at) => {
    const next = drawn[at + 1];
    if (open && next) return tie(part.key, next.part.key);
    for (const { inputs } of part.layers) for (const { name } of inputs) {
      const from = shown.get(name);
      if (from !== undefined) tie(from, part.key);
    }
  });
  return links;
}

/** @param readers of each layer, by name */
function within(parts: readonly NetworkPart[], isOpen: (part: NetworkPart) => boolean, level: number, readers: ReadonlyMap<string, readonly string[]>): NetworkPicture {
  const owner = new Map(parts.flatMap(({ key, layers }) => layers.map(({ name }) => [name, key] as const)));
  const outside = [...new Set(parts.flatMap(({ layers }) => layers.flatMap(({ inputs }) => inputs.map(({ name }) => name))))].filter((name) => !owner.has(name));
  const inner = new Map(parts.filter((part) => part.parts.length > 0 && isOpen(part)).map((part) => [part.key, within(part.parts, isOpen, level + 1, readers)]));
  const boxes = parts.map(({ key, layers }): LayoutBox => {
    const own = inner.get(key);
    const reads = layers.flatMap(({ inputs }) => inputs.map(({ name }) => owner.get(name) ?? ENTRY)).filter((from) => from !== key);
    return { key, reads: [...new Set(reads)], width: own ? own.width + 2 * PADDING : WIDTH, height: own ? own.height + TITLE : HEIGHT };
  });
  const text = outside.length > 1 ? `${outside.length} ×` : endOf(pathIn(outside[0] ?? ""));
  const entry: LayoutBox[] = outside.length > 0 ? [{ key: ENTRY, reads: [], width: 12 + LETTER * text.length, height: ENTRANCE }] : [];
  const leaves = level > 1 ? parts.filter(({ key, layers }) => layers.some(({ name }) => isReadOutside(name, key, owner, readers))).map(({ key }) => key) : [];
  const exit: LayoutBox[] = leaves.length > 0 ? [{ key: EXIT, reads: leaves, width: 0, height: 0 }] : [];
  const { placed, ways, width, height } = layOut([...entry, ...boxes, ...exit]);
  const found: DrawnPart[] = [];
  const [entrances, lines]: [DrawnEntrance[], Way[]] = [[], [...ways]];
  const entrance = placed.get(ENTRY);
  if (entrance) entrances.push({ x: entrance.x, y: entrance.y, width: entrance.width, height: entrance.height, text });
  for (const part of parts) {
    const place = placed.get(part.key);
    if (!place) continue;
    const own = inner.get(part.key);
    found.push({ part, open: own !== undefined, level, reads: [], readers: [], x: place.x, y: place.y, width: place.width, height: place.height });
    if (!own) continue;
    const [right, down] = [place.x + PADDING, place.y + TITLE];
    found.push(...own.parts.map((drawn) => ({ ...drawn, x: drawn.x + right, y: drawn.y + down })));
    entrances.push(...own.entrances.map((drawn) => ({ ...drawn, x: drawn.x + right, y: drawn.y + down })));
    lines.push(...own.ways.map((way) => ({ ...way, points: way.points.map(([x, y]) => [x + right, y + down] as const) })));
  }
  return { parts: found, entrances, ways: lines, width, height };
}

/** The end of a path, from something that is no number on. */
const endOf = (path: readonly string[]): string => path.slice(Math.max(0, path.slice(0, -1).findLastIndex((part) => !/^\d+$/.test(part)))).join(".");

/** Boxes that stand for what is elsewhere: no part is called so. */
export const [ENTRY, EXIT] = ["\u0000 from elsewhere", "\u0000 to elsewhere"];

/** Whether what a layer makes leaves the parts that are drawn together: read elsewhere, or by nobody, as the network's answer. */
function isReadOutside(name: string, key: string, owner: ReadonlyMap<string, string>, readers: ReadonlyMap<string, readonly string[]>): boolean {
  const own = readers.get(name) ?? [];
  return own.length === 0 ? owner.get(name) === key : own.some((reader) => !owner.has(reader));
}
