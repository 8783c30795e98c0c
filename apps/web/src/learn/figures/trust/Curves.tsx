// Two curves of a probability over the share of pixels, and where on them one is.
import type { JudgedMap } from "../../../engine/protocol.ts";
import { percent } from "../../../text/language.ts";
import type { TrustWords } from "../trust.words.ts";

const [WIDTH, HEIGHT, EDGE] = [300, 190, 44]; // of the drawing, in its own units

interface CurvesProps {
  readonly words: TrustWords;
  readonly curves: JudgedMap;
  readonly at: number; // step
}

export function Curves({ words, curves: { deletion, insertion }, at }: CurvesProps) {
  const last = deletion.length - 1;
  const x = (step: number): number => EDGE + (step / last) * (WIDTH - EDGE - 8);
  const y = (probability: number): number => HEIGHT - EDGE - probability * (HEIGHT - EDGE - 8);
  const line = (curve: readonly number[]): string => curve.map((value, step) => `${x(step).toFixed(1)},${y(value).toFixed(1)}`).join(" ");
  const means = [meanOf(deletion), meanOf(insertion)] as const;
  return (
    <figure data-deletion={deletion.join(" ")} data-insertion={insertion.join(" ")}>
      <svg class="curves" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words.curves(percent(means[0]), percent(means[1]))}>
        <path class="axis" d={`M${EDGE} 8V${HEIGHT - EDGE}H${WIDTH - 8}`} />
        {[0, 0.5, 1].map((share) => <text key={share} x={EDGE - 5} y={y(share) + 4} text-anchor="end">{whole(share)}</text>)}
        {[0, 0.5, 1].map((share) => <text key={share} x={x(share * last)} y={HEIGHT - EDGE + 16} text-anchor={share === 1 ? "end" : "middle"}>{whole(share)}</text>)}
        <polyline class="insertion" points={line(insertion)} />
        <polyline class="deletion" points={line(deletion)} />
        <circle class="deletion" cx={x(at)} cy={y(deletion[at] ?? 0)} r={5} />
        <circle class="insertion" cx={x(at)} cy={y(insertion[at] ?? 0)} r={4} />
      </svg>
      <figcaption>{words.areas(percent(means[0]), percent(means[1]))}</figcaption>
    </figure>
  );
}

const whole = (share: number): string => `${100 * share} %`;

/** The area under it, by the trapezoidal rule. */
const meanOf = (curve: readonly number[]): number => (curve.reduce((sum, value) => sum + value, 0) - ((curve[0] ?? 0) + (curve.at(-1) ?? 0)) / 2) / (curve.length - 1);
