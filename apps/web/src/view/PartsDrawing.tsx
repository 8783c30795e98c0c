// Parts of a network with everything that runs between them: one stop for the Tab key, walked along its lines by the arrow keys.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { operationOf } from "../drawing/operation.ts";
import { type DrawnPart, EXIT, pictureOf } from "../drawing/network_drawing.ts";
import type { NetworkPart } from "../drawing/parts.ts";
import { partBeside, partTowards } from "../drawing/walk.ts";
import { pathOf } from "../drawing/ways.ts";
import type { Page } from "../page/page.ts";
import { isCommand } from "./controls.tsx";

interface PartsProps {
  readonly page: Page;
  readonly title: string;
  readonly parts: readonly NetworkPart[];
  readonly chosen: string | undefined; // a layer
  choose(layer: string): void;
  /** What is known of the time of some layers. */
  note(layers: NetworkPart["layers"]): string;
}

const FEW = 40; // layers that are seen at once without being asked for
const ZOOMS = [0.5, 0.7, 1, 1.4];

export function PartsDrawing({ page, title, parts, chosen, choose, note }: PartsProps) {
  const words = page.text.value.inside;
  const place = useRef<SVGSVGElement>(null);
  const [turned, setTurned] = useState<ReadonlyMap<string, boolean>>(new Map()); // by key: opened or closed by the visitor
  const [current, setCurrent] = useState<string | undefined>(undefined); // where the keyboard is
  const [zoom, setZoom] = useState(ZOOMS.indexOf(1));
  const few = parts.reduce((sum, { layers }) => sum + layers.length, 0) <= FEW;
  const groups = useMemo(() => groupsIn(parts), [parts]);
  useEffect(() => {
    const around = groups.filter(({ layers }) => layers.some(({ name }) => name === chosen));
    if (around.length > 0) setTurned((before) => new Map([...before, ...around.map(({ key }) => [key, true] as const)]));
  }, [chosen, groups]);
  const picture = useMemo(() => pictureOf(parts, ({ key }) => turned.get(key) ?? few), [parts, turned, few]);
  const turnAll = (open: boolean): void => setTurned(new Map(groups.map(({ key }) => [key, open])));
  const press = ({ part, open }: DrawnPart): void => {
    setCurrent(part.key);
    if (part.parts.length > 0) setTurned(new Map([...turned, [part.key, !open]]));
    else choose(part.key);
  };
  const stop = picture.parts.find(({ part }) => part.key === current) ?? picture.parts.find(({ part }) => part.key === chosen) ?? picture.parts[0];
  const key = (event: KeyboardEvent): void => {
    if (!stop || isCommand(event)) return;
    const next = partTowards(picture.parts, stop, event.key);
    if (next) {
      setCurrent(next.part.key);
      const element = place.current?.querySelector<SVGGElement>(`[data-at="${picture.parts.indexOf(next)}"]`);
      element?.focus({ preventScroll: true });
      element?.scrollIntoView({ block: "nearest", inline: "nearest" });
    } else if (event.key === "Enter" || event.key === " ") press(stop);
    else if (!partBeside.has(event.key)) return;
    event.preventDefault(); // the page does not scroll
  };
  const scale = ZOOMS[zoom] as number;
  return (
    <>
      <div class="row">
        {groups.length > 0 && <button type="button" onClick={() => turnAll(true)}>{words.openAll}</button>}
        {groups.length > 0 && <button type="button" onClick={() => turnAll(false)}>{words.closeAll}</button>}
        <button type="button" aria-label={words.smaller} disabled={zoom === 0} onClick={() => setZoom(zoom - 1)}>−</button>
        <button type="button" aria-label={words.larger} disabled={zoom === ZOOMS.length - 1} onClick={() => setZoom(zoom + 1)}>+</button>
      </div>
      <div class="drawing parts">
        <svg ref={place} role="tree" aria-label={title} width={picture.width * scale} height={picture.height * scale} viewBox={`0 0 ${picture.width} ${picture.height}`} onKeyDown={key}>
          <g aria-hidden="true">
            {picture.parts.map(({ part, open, x, y, width, height }) => open && <rect key={part.key} class="frame-of-part" x={x} y={y} width={width} height={height} rx={8} />)}
            {picture.ways.map(({ from, to, points }) => <path key={`${from} ${to}`} class={`way ${chosen !== undefined && (from === chosen || to === chosen) ? "chosen" : ""}`} d={pathOf(points, to !== EXIT)} />)}
            {picture.entrances.map(({ text, x, y, width }) => <text key={`${x} ${y}`} class="comes-in" x={x + width / 2} y={y + 11}>{text}</text>)}
          </g>
          {picture.parts.map((drawn, at) => (
            <g key={drawn.part.key} data-at={at} role="treeitem" tabindex={drawn === stop ? 0 : -1} class={`pressable ${drawn.part.parts.length > 0 ? "group" : "layer"}`}
              aria-level={drawn.level} aria-expanded={drawn.part.parts.length > 0 ? drawn.open : undefined} aria-selected={drawn.part.key === chosen}
              aria-label={nameOf(drawn, note(drawn.part.layers), picture.parts, words)} onClick={() => press(drawn)}>
              <Face drawn={drawn} words={words} note={note(drawn.part.layers)} />
            </g>
          ))}
        </svg>
      </div>
    </>
  );
}

type Words = Page["text"]["value"]["inside"];

function Face({ drawn: { part, open, x, y, width, height }, words, note }: { readonly drawn: DrawnPart; readonly words: Words; readonly note: string }) {
  const isGroup = part.parts.length > 0;
  const last = part.layers.at(-1);
  const [kind, size] = [isGroup ? words.count(part.layers.length) : last ? operationOf(last) : "", last?.shape.slice(1).join("×") ?? ""];
  const facts = `${kind} · ${size}`;
  const mark = open ? "▾ " : isGroup ? "▸ " : "";
  return (
    <>
      {isGroup && !open && <rect class="behind" x={x + 4} y={y + 4} width={width - 4} height={height - 4} rx={6} />}
      <rect class={`box ${isGroup ? "closed" : (last?.op ?? "")}`} x={x} y={y} width={width - (isGroup && !open ? 4 : 0)} height={open ? 20 : height - (isGroup ? 4 : 0)} rx={6} />
      <text x={x + 9} y={y + 15}>{`${mark}${clipped(part.title, note === "" ? 23 : 14)} `}</text>
      <text class="small time" x={x + width - 8} y={y + 15}>{`${note} `}</text>
      {!open && <text class="small" x={x + 9} y={y + (isGroup ? 27 : 29)} {...(facts.length > 25 && { textLength: width - 18, lengthAdjust: "spacingAndGlyphs" })}>{facts}</text>}
    </>
  );
}

const groupsIn = (parts: readonly NetworkPart[]): readonly NetworkPart[] => parts.flatMap((part) => (part.parts.length > 0 ? [part, ...groupsIn(part.parts)] : []));

/** The end says more than the beginning. */
const clipped = (text: string, most: number): string => (text.length <= most ? text : `…${text.slice(1 - most)}`);

const TOLD = 4; // names of neighbours

/** "layer1.0.conv1, conv 3×3, 56×56×64, reads maxpool, read by layer1.0.bn1" */
function nameOf({ part, reads, readers }: DrawnPart, note: string, all: readonly DrawnPart[], words: Words): string {
  const last = part.layers.at(-1);
  const isGroup = part.parts.length > 0;
  const titles = (keys: readonly string[]): string[] => keys.map((key) => all.find((one) => one.part.key === key)?.part.title ?? "");
  const some = (names: readonly string[]): string => [...names.slice(0, TOLD), ...(names.length > TOLD ? ["…"] : [])].join(", ");
  const kind = isGroup ? words.count(part.layers.length) : last ? operationOf(last) : "";
  const begin = !isGroup && part.key.endsWith(part.title) ? part.key : part.title; // what is seen is said first, and as it is seen
  return [begin, ...(note === "" ? [] : [note]), kind, last?.shape.slice(1).join("×"), ...(isGroup || begin === part.key ? [] : [part.key]), ...(reads.length > 0 ? [words.reads(some(titles(reads)))] : []), ...(readers.length > 0 ? [words.readBy(some(titles(readers)))] : [])].join(", ");
}
