// A mean map, one square a cell: the larger a cell's share of the evidence, the lighter it is; the largest of the map is the lightest.
import { interpolateInferno } from "d3-scale-chromatic";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { ShareGrid } from "../../data/report_data.ts";

interface MeanMapProps {
  readonly grid: ShareGrid;
  readonly about: string; // for those who do not see it; "" where the text beside it says as much
}

export function MeanMap({ grid, about }: MeanMapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => draw(canvas.current, grid), [grid]);
  const meant = about === "" ? { "aria-hidden": true } : { role: "img" as const, "aria-label": about };
  return <canvas ref={canvas} class="mean-map" width={grid.width} height={grid.height} {...meant} />;
}

/** One pixel a cell: the page enlarges it. */
function draw(canvas: HTMLCanvasElement | null, { width, values }: ShareGrid): void {
  const context = canvas?.getContext("2d");
  if (!context) return;
  const largest = values.reduce((most, value) => Math.max(most, value), 0) || 1;
  values.forEach((value, cell) => {
    context.fillStyle = interpolateInferno(value / largest);
    context.fillRect(cell % width, Math.floor(cell / width), 1, 1);
  });
}
