// The network from the photograph to the probabilities: a box per stage, as high as its maps, as wide as it has channels; arcs where a
// value goes past the next stage.
import type { NetworkPart } from "../drawing/parts.ts";
import { SvgButton } from "./controls.tsx";

interface DrawingProps {
  readonly title: string;
  readonly stages: readonly NetworkPart[];
  readonly chosen: NetworkPart | undefined;
  choose(stage: string): void;
  /** What is known of the time of some layers. */
  note(layers: NetworkPart["layers"]): string;
}

const [PITCH, HEIGHT, GROUND] = [106, 184, 134]; // from box to box; of the drawing; where boxes stand

export function NetworkDrawing({ title, stages, chosen, choose, note }: DrawingProps) {
  const photograph = stages[0]?.layers[0]?.inputs[0]?.shape;
  return (
    <div class="drawing" tabIndex={0} role="group" aria-label={title}>
      <svg width={PITCH * (stages.length + 1)} height={HEIGHT} viewBox={`0 0 ${PITCH * (stages.length + 1)} ${HEIGHT}`}>
        {photograph && <Box shape={photograph} name="image" at={0} note="" />}
        {stages.map((stage, at) => (
          <SvgButton key={stage.key} pressed={stage === chosen} press={() => choose(stage.title)}>
            <rect class="hit" x={PITCH * (at + 1) + 6} y={2} width={PITCH - 12} height={HEIGHT - 4} rx={8} />
            <Box shape={stage.layers.at(-1)?.shape ?? []} name={stage.title} at={at + 1} note={note(stage.layers)} />
          </SvgButton>
        ))}
        {stages.map(({ key }, at) => <path key={key} class="way" d={`M ${PITCH * (at + 1) - 6} ${GROUND - 20} h 12 m -5 -4 l 5 4 l -5 4`} />)}
        {leaps(stages).map(([from, to]) => <path key={`${from} ${to}`} class="way leap" d={`M ${PITCH * (from + 1.5)} 12 C ${PITCH * (from + 2)} 2, ${PITCH * (to + 1)} 2, ${PITCH * (to + 1.5)} 12 m -5 -5 l 5 5 l -7 1`} />)}
      </svg>
    </div>
  );
}

/** From which stage to which values go past others. */
function leaps(stages: readonly NetworkPart[]): readonly (readonly [from: number, to: number])[] {
  const home = new Map(stages.flatMap(({ layers }, at) => layers.map(({ name }) => [name, at] as const)));
  const found = new Map<string, readonly [number, number]>();
  stages.forEach(({ layers }, to) => layers.forEach(({ inputs }) => inputs.forEach(({ name }) => {
    const from = home.get(name) ?? to;
    if (to - from > 1) found.set(`${from} ${to}`, [from, to]);
  })));
  return [...found.values()];
}

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
      <text x={middle} y={GROUND + 16}>{`${name.length > 14 ? `…${name.slice(-13)}` : name} `}</text>
      <text class="small" x={middle} y={GROUND + 29}>{`${shape.slice(1).join("×")} `}</text>
      <text class="small" x={middle} y={GROUND + 41}>{note}</text>
    </>
  );
}
