// How values run between boxes that have their rows and columns: straight down, across below a row and down a free column, or in a lane to
// the right of a column. Values of one box share their lanes and tracks: it is the same value.
import type { LayoutBox, PlacedBox, Point, Spot, Way } from "./boxes.ts";

/** Where lines may run between the boxes. */
interface Grid {
  below(row: number, track: number): number; // y
  beside(column: number, lane: number): number; // x
  middle(column: number): number; // x
}

interface Routes {
  readonly tracks: readonly number[]; // below each row
  readonly lanes: readonly number[]; // to the right of each column
  drawn(placed: ReadonlyMap<string, PlacedBox>, grid: Grid): Way[];
}

/** In which column a way runs down, or in a lane beside which; and below which row it crosses to another column. */
type Route =
  | { readonly kind: "straight" }
  | { readonly kind: "column"; readonly column: number; readonly cross: number } // `cross`: a row
  | { readonly kind: "lane"; readonly cross: number | undefined }; // of the source's column

export function routes(boxes: readonly LayoutBox[], spots: ReadonlyMap<string, Spot>): Routes {
  const occupied = new Map<string, string>(); // "column row" → who is there, or runs there
  for (const [key, { row, column }] of spots) occupied.set(`${column} ${row}`, key);
  const [lanes, tracks] = [new Intervals(), new Intervals()];
  const found: { from: string; to: string; route: Route }[] = [];
  for (const { key: to, reads } of boxes) for (const from of new Set(reads)) {
    const [source, target] = [spots.get(from), spots.get(to)];
    if (!source || !target) continue;
    const route = routeOf(source, target, (column, row) => (occupied.get(`${column} ${row}`) ?? from) === from);
    found.push({ from, to, route });
    if (route.kind === "column") for (let row = source.row + 1; row < target.row; row++) occupied.set(`${route.column} ${row}`, from);
    if (route.kind !== "straight" && route.cross !== undefined) tracks.take(route.cross, from, Math.min(source.column, target.column), Math.max(source.column, target.column));
    if (route.kind === "lane") lanes.take(source.column, from, source.row, target.row);
  }
  return {
    tracks: tracks.counts,
    lanes: lanes.counts,
    drawn: (placed, grid) => {
      const entries = new Map<string, number>(); // into each box from the right, so far
      return found.flatMap(({ from, to, route }) => {
        const [source, target] = [placed.get(from), placed.get(to)];
        if (!source || !target) return [];
        const entered = entries.get(to) ?? 0;
        if (route.kind !== "straight" && (route.kind === "lane" ? source.column === target.column : true)) entries.set(to, entered + 1);
        return [{ from, to, points: pointsOf(source, target, route, { entered, lane: lanes.placeOf(source.column, from), track: (row) => tracks.placeOf(row, from), grid }) }];
      });
    },
  };
}

/** Down its own column and across at the end, across at once and down the other's, or beside its own. */
function routeOf(source: Spot, target: Spot, isFree: (column: number, row: number) => boolean): Route {
  const rows = Array.from({ length: Math.max(0, target.row - source.row - 1) }, (_, at) => source.row + 1 + at);
  const free = (column: number): boolean => rows.every((row) => isFree(column, row));
  if (source.column === target.column) return free(source.column) ? { kind: "straight" } : { kind: "lane", cross: undefined };
  if (free(target.column)) return { kind: "column", column: target.column, cross: source.row };
  if (free(source.column)) return { kind: "column", column: source.column, cross: target.row - 1 };
  return { kind: "lane", cross: target.row - 1 };
}

interface RoutePlaces {
  readonly entered: number; // ways that came into the box before
  readonly lane: number;
  track(row: number): number;
  readonly grid: Grid;
}

function pointsOf(source: PlacedBox, target: PlacedBox, route: Route, { entered, lane, track, grid }: RoutePlaces): Point[] {
  const [start, top] = [source.x + source.width / 2, target.y];
  const bottom = source.y + source.height;
  if (route.kind === "straight") return [[start, bottom], [target.x + target.width / 2, top]];
  const side = Math.sign(source.column - target.column);
  const spread = Math.min(target.width / 2 - 6, 10 * (1 + entered));
  const end = target.x + target.width / 2 + side * spread;
  if (route.kind === "column") {
    const y = grid.below(route.cross, track(route.cross));
    return [[start, bottom], [start, y], [end, y], [end, top]];
  }
  const x = grid.beside(source.column, lane);
  const out = Math.max(source.y + source.height / 2, bottom - 8);
  const leaving: Point[] = [[source.x + source.width, out], [x, out]];
  if (route.cross === undefined) {
    const into = target.y + Math.min(target.height / 2, 8 + 5 * entered);
    return [...leaving, [x, into], [target.x + target.width, into]];
  }
  const y = grid.below(route.cross, track(route.cross));
  return [...leaving, [x, y], [end, y], [end, top]];
}

/** Lines side by side: along each of several channels, what overlaps has places of its own. Of one owner they share one. */
class Intervals {
  readonly counts: number[] = [];
  readonly #taken = new Map<number, Map<string, { begin: number; end: number; place: number }>>();

  take(channel: number, owner: string, begin: number, end: number): void {
    const inChannel = this.#taken.get(channel) ?? new Map<string, { begin: number; end: number; place: number }>();
    this.#taken.set(channel, inChannel);
    const own = inChannel.get(owner);
    const whole = { begin: Math.min(begin, own?.begin ?? begin), end: Math.max(end, own?.end ?? end) };
    const others = [...inChannel].filter(([other]) => other !== owner).map(([, interval]) => interval);
    const clashes = (place: number): boolean => others.some((other) => other.place === place && other.begin <= whole.end && whole.begin <= other.end);
    let place = own?.place ?? 0;
    while (clashes(place)) place++;
    inChannel.set(owner, { ...whole, place });
    this.counts[channel] = Math.max(this.counts[channel] ?? 0, place + 1);
  }

  placeOf(channel: number, owner: string): number {
    return this.#taken.get(channel)?.get(owner)?.place ?? 0;
  }
}

const CORNER = 5;

/** Straight lines with round corners, and an arrow's head where they end at a box. */
export function pathOf(points: readonly Point[], atBox: boolean): string {
  const parts = points.map(([x, y], at) => {
    const [before, after] = [points[at - 1], points[at + 1]];
    if (!before) return `M ${x} ${y}`;
    if (!after) return `L ${x} ${y}`;
    const [[x0, y0], [x1, y1]] = [towards([x, y], before), towards([x, y], after)];
    return `L ${x0} ${y0} Q ${x} ${y} ${x1} ${y1}`;
  });
  if (!atBox) return parts.join(" ");
  const [last, one] = [points.at(-1), points.at(-2)];
  const head = last && one && Math.abs(last[1] - one[1]) >= Math.abs(last[0] - one[0]) ? "m -3.5 -5 l 3.5 5 l 3.5 -5" : "m 5 -3.5 l -5 3.5 l 5 3.5";
  return `${parts.join(" ")} ${head}`;
}

/** A little way from a corner towards another point. */
function towards([x, y]: Point, [toX, toY]: Point): Point {
  const length = Math.hypot(toX - x, toY - y);
  const step = Math.min(CORNER, length / 2);
  return length === 0 ? [x, y] : [x + ((toX - x) / length) * step, y + ((toY - y) / length) * step];
}
