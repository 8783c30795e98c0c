// Walking through a drawing by the arrow keys: down and up along its lines, sideways to what stands beside.
import type { DrawnPart } from "./network_drawing.ts";

/** Keys that mean something in the drawing, also where they lead nowhere. */
export const partBeside: ReadonlySet<string> = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"]);

/** Where a key leads from a part; undefined: nowhere. */
export function partTowards(all: readonly DrawnPart[], from: DrawnPart, key: string): DrawnPart | undefined {
  const named = (wanted: string | undefined): DrawnPart | undefined => all.find(({ part }) => part.key === wanted);
  switch (key) {
    case "ArrowDown": return named(from.readers[0]);
    case "ArrowUp": return named(from.reads[0]);
    case "ArrowRight": return beside(all, from, 1);
    case "ArrowLeft": return beside(all, from, -1);
    case "Home": return all[0];
    case "End": return all.at(-1);
    default: return undefined;
  }
}

/** What is nearest on that side, before all else at the same height. What is open is a frame around others, and has its title's height. */
function beside(all: readonly DrawnPart[], from: DrawnPart, side: 1 | -1): DrawnPart | undefined {
  const distance = (to: DrawnPart): number => side * (middle(to) - middle(from)) + 3 * Math.abs(to.y - from.y);
  const there = all.filter((to) => to !== from && side * (middle(to) - middle(from)) > from.width / 4);
  return there.toSorted((a, b) => distance(a) - distance(b))[0];
}

const middle = ({ x, width }: DrawnPart): number => x + width / 2;
