// Drawn over the picture: the cells' centres, the four around the chosen pixel as circles of their weights' areas, and the pixel.
import type { ExplainedPixel, RawMap } from "@camlucida/cam";
import type { PredictedPhoto } from "../../engine/protocol.ts";
import type { GridCell } from "../parts/grid_keys.ts";

interface NeighboursProps {
  readonly map: Pick<RawMap, "width" | "height">;
  readonly photo: Pick<PredictedPhoto, "preview" | "region">;
  readonly pixel: GridCell;
  readonly explained: ExplainedPixel | undefined;
}

export function Neighbours({ map, photo: { preview, region }, pixel, explained }: NeighboursProps) {
  const [across, down] = [region.width / map.width, region.height / map.height]; // of a cell, pixels
  const at = (x: number, y: number): readonly [number, number] => [region.x + (x + 0.5) * across, region.y + (y + 0.5) * down];
  const most = Math.min(across, down) * 0.48;
  const dot = Math.max(1, preview.width / 220);
  const centres = Array.from({ length: map.width * map.height }, (_, cell) => at(cell % map.width, Math.floor(cell / map.width)));
  const [x, y] = [pixel.x + 0.5, pixel.y + 0.5];
  return (
    <svg class="neighbours" viewBox={`0 0 ${preview.width} ${preview.height}`} preserveAspectRatio="none" aria-hidden="true">
      {centres.map(([cx, cy], cell) => <circle key={cell} class="centre" cx={cx} cy={cy} r={dot} />)}
      {explained?.cells.filter(({ weight }) => weight > 0).map((cell, i) => {
        const [cx, cy] = at(cell.x, cell.y);
        return <g key={i}><line x1={x} y1={y} x2={cx} y2={cy} /><circle class="weight" cx={cx} cy={cy} r={most * Math.sqrt(cell.weight)} /></g>;
      })}
      <path class="cross" d={`M ${x - 4 * dot} ${y} h ${8 * dot} M ${x} ${y - 4 * dot} v ${8 * dot}`} />
      <path class="cross inner" d={`M ${x - 4 * dot} ${y} h ${8 * dot} M ${x} ${y - 4 * dot} v ${8 * dot}`} />
    </svg>
  );
}
