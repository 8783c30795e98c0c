// Arrow keys in a grid of cells, Home and End along its row.
import { arrowStep, isCommand } from "../../view/controls.tsx";

export interface GridCell {
  readonly y: number;
  readonly x: number;
}

/** @returns the cell that a key leads to from the one that is chosen, or none; undefined: the key is not for the grid */
export function cellAfter(event: Pick<KeyboardEvent, "key" | "shiftKey" | "altKey" | "ctrlKey" | "metaKey">, from: GridCell | undefined, height: number, width: number): GridCell | undefined {
  const { y, x } = from ?? { y: 0, x: 0 };
  if (!isCommand(event) && event.key === "Home") return { y, x: 0 };
  if (!isCommand(event) && event.key === "End") return { y, x: width - 1 };
  const step = arrowStep(event, 1, Math.ceil(Math.max(width, height) / 8));
  if (!step) return undefined;
  return from ? { y: within(y + step[1], height), x: within(x + step[0], width) } : { y, x };
}

const within = (at: number, length: number): number => Math.min(length - 1, Math.max(0, at));

/** The cell of a drawn grid under a pointer. */
export function cellUnder(event: PointerEvent, height: number, width: number): GridCell | undefined {
  const box = (event.currentTarget as Element).getBoundingClientRect();
  const [y, x] = [Math.floor(((event.clientY - box.top) / box.height) * height), Math.floor(((event.clientX - box.left) / box.width) * width)];
  return y >= 0 && x >= 0 && y < height && x < width ? { y, x } : undefined;
}
