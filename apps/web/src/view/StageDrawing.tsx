// One stage, layer by layer: the main path downwards, projections beside it, shortcuts around it.
import { layOut, type GridPlace, type Way } from "../drawing/network_layout.ts";
import type { Stage } from "./NetworkDrawing.tsx";
import { SvgButton } from "./controls.tsx";

interface StageProps {
  readonly stage: Stage;
  readonly chosen: string | undefined;
  choose(layer: string): void;
  /** What is known of a layer's time. */
  note(layer: string): string;
}

const [WIDTH, HEIGHT, ACROSS, DOWN, MARGIN] = [214, 36, 234, 50, 6]; // of a layer; from column to column, from row to row
const LANE = 14; // of a shortcut, right of the main path
const CORNER = 8;

export function StageDrawing({ stage, chosen, choose, note }: StageProps) {
  const { comesIn, placed, ways, columns, rows } = layOut(stage.layers);
  const [width, height] = [ACROSS * columns + LANE + MARGIN, DOWN * rows];
  return (
    <div class="drawing" tabIndex={0} role="group" aria-label={stage.name}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`}>
        {ways.map((way) => <path key={pathOf(way)} class="way" d={pathOf(way)} />)}
        <text class="comes-in" x={MARGIN + WIDTH / 2} y={DOWN / 2 + 8}>{comesIn}</text>
        {placed.map(({ layer: { name, op, shape }, column, row }) => {
          const [x, y] = [MARGIN + ACROSS * column, DOWN * row + (DOWN - HEIGHT) / 2];
          return (
            <SvgButton key={name} class="layer" pressed={name === chosen} press={() => choose(name)}>
              <rect class={`box ${op}`} x={x} y={y} width={WIDTH} height={HEIGHT} rx={6} />
              <text x={x + 10} y={y + 15}>{`${name} `}</text>
              <text class="small time" x={x + WIDTH - 8} y={y + 15}>{`${note(name)} `}</text>
              <text class="small" x={x + 10} y={y + 29}>{`${op} · ${shape.slice(1).join("×")}`}</text>
            </SvgButton>
          );
        })}
      </svg>
    </div>
  );
}

const middle = ({ column }: GridPlace): number => MARGIN + ACROSS * column + WIDTH / 2;
const top = ({ row }: GridPlace): number => DOWN * row + (DOWN - HEIGHT) / 2;
const bottom = (place: GridPlace): number => (place.row === 0 ? DOWN - 14 : top(place) + HEIGHT); // the text of what comes in is lower
const arrow = "m -4 -6 l 4 6 l 4 -6";

/** Straight down, across to the other column, or around what lies between. */
function pathOf({ from, to }: Way): string {
  const [x, end, y0, y1] = [middle(from), middle(to), bottom(from), top(to)];
  if (from.column === to.column && to.row === from.row + 1) return `M ${x} ${y0} V ${y1} ${arrow}`;
  if (from.column < to.column) return `M ${x} ${y0} v 4 q 0 4 4 4 H ${end - 4} q 4 0 4 4 V ${y1} ${arrow}`;
  const right = MARGIN + WIDTH;
  const into = `h ${-(LANE - CORNER)} m 6 -4 l -6 4 l 6 4`;
  const level = y1 + HEIGHT / 2;
  if (from.column > to.column) return `M ${x} ${y0} V ${level - CORNER} q 0 ${CORNER} ${-CORNER} ${CORNER} H ${right + LANE - CORNER} ${into}`;
  const lane = right + LANE;
  const out = from.row === 0 ? `M ${x} ${y0 + 2} H ${lane - CORNER}` : `M ${right} ${y0 - HEIGHT / 2} H ${lane - CORNER}`;
  return `${out} q ${CORNER} 0 ${CORNER} ${CORNER} V ${level - CORNER} q 0 ${CORNER} ${-CORNER} ${CORNER} ${into}`;
}
