// How often the model is right where it is so and so sure (a reliability diagram: Niculescu-Mizil and Caruana 2005); on the diagonal, as often as it says.
import { line } from "d3-shape";
import { Axes } from "./Axes.tsx";
import { scalesOf, useFrame } from "./frame.ts";
import type { ProbabilityBin } from "./statistics.ts";
import { percent } from "../words/words.ts";

export function Calibration({ bins }: { readonly bins: readonly ProbabilityBin[] }) {
  const frame = useFrame();
  const { x, y } = scalesOf(frame, [0, 1], [0, 1]);
  const points = bins.filter(({ right, wrong }) => right + wrong > 0).map(({ right, wrong, sure }) => ({ sure, share: right / (right + wrong), pictures: right + wrong }));
  const most = Math.max(...points.map(({ pictures }) => pictures));
  const path = line<(typeof points)[number]>((point) => x(point.sure), (point) => y(point.share));
  const spoken = points.map(({ sure, share }) => `${percent(sure, 0)} sure: ${percent(share, 0)} right`).join(", ");
  return (
    <svg viewBox={`0 0 ${frame.width} ${frame.height}`} class="plot" role="img" aria-label={`How often the answer is right, by its probability. ${spoken}`}>
      <line class="even" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
      <path class="curve" d={path(points) ?? ""} />
      {points.map(({ sure, share, pictures }) => <circle key={sure} class="point" cx={x(sure)} cy={y(share)} r={2.5 + 4 * Math.sqrt(pictures / most)} />)}
      <Axes frame={frame} x={x} y={y} titles={{ x: "probability of the answer", y: "right" }} formats={{ x: "%", y: "%" }} />
    </svg>
  );
}
