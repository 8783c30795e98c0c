// The network from the photograph to the probabilities: a box per stage, as high as its maps, as wide as it has channels.
import type { InsideLayer } from "../engine/protocol.ts";
import { SvgButton } from "./controls.tsx";

export interface Stage {
  readonly name: string; // "layer2"
  readonly layers: readonly InsideLayer[];
}

interface DrawingProps {
  readonly title: string;
  readonly stages: readonly Stage[];
  readonly chosen: string | undefined;
  choose(stage: string): void;
  /** What is known of a stage's time. */
  note(stage: Stage): string;
}

const [PITCH, HEIGHT, GROUND] = [106, 184, 134]; // from box to box; of the drawing; where boxes stand

export function NetworkDrawing({ title, stages, chosen, choose, note }: DrawingProps) {
  const photograph = stages[0]?.layers[0]?.inputs[0]?.shape;
  return (
    <div class="drawing" tabIndex={0} role="group" aria-label={title}>
      <svg width={PITCH * (stages.length + 1)} height={HEIGHT} viewBox={`0 0 ${PITCH * (stages.length + 1)} ${HEIGHT}`}>
        {photograph && <Box shape={photograph} name="image" at={0} note="" />}
        {stages.map((stage, at) => (
          <SvgButton key={stage.name} pressed={stage.name === chosen} press={() => choose(stage.name)}>
            <rect class="hit" x={PITCH * (at + 1) + 6} y={2} width={PITCH - 12} height={HEIGHT - 4} rx={8} />
            <Box shape={shapeOf(stage)} name={stage.name} at={at + 1} note={note(stage)} />
          </SvgButton>
        ))}
        {stages.map(({ name }, at) => <path key={name} class="way" d={`M ${PITCH * (at + 1) - 6} ${GROUND - 20} h 12 m -5 -4 l 5 4 l -5 4`} />)}
      </svg>
    </div>
  );
}

const shapeOf = ({ layers }: Stage): readonly number[] => layers.at(-1)?.shape ?? [];

/** [1, H, W, C] as a cuboid, [1, C] as a bar; logarithmic, or nothing but the image would be seen. */
function Box({ shape, name, at, note }: { readonly shape: readonly number[]; readonly name: string; readonly at: number; readonly note: string }) {
  const isMap = shape.length === 4;
  const [side, channels] = isMap ? [shape[1] ?? 1, shape[3] ?? 1] : [1, shape[1] ?? 1];
  const [width, height] = isMap ? [4 + 4 * Math.log2(channels + 1), 6 + 9 * Math.log2(side + 1)] : [8, 8 * Math.log2(channels + 1)];
  const depth = isMap ? height / 3 : 0;
  const [left, top] = [PITCH * at + (PITCH - width - depth) / 2, GROUND - height];
  const middle = PITCH * (at + 0.5);
  return (
    <>
      <path class="face far" d={`M ${left} ${top} l ${depth} ${-depth} h ${width} v ${height} l ${-depth} ${depth} v ${-height} z`} />
      <rect class="face" x={left} y={top} width={width} height={height} />
      <text x={middle} y={GROUND + 16}>{`${name} `}</text>
      <text class="small" x={middle} y={GROUND + 29}>{`${shape.slice(1).join("×")} `}</text>
      <text class="small" x={middle} y={GROUND + 41}>{note}</text>
    </>
  );
}
