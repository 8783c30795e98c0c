// The two axes of a plot with their titles: ticks and numbers by d3-axis, colours by the page's style.
import { type Axis, axisBottom, axisLeft } from "d3-axis";
import type { ScaleLinear } from "d3-scale";
import { select } from "d3-selection";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { PlotFrame } from "./frame.ts";

interface AxesProps {
  readonly frame: PlotFrame;
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLinear<number, number>;
  readonly titles: { readonly x: string; readonly y: string };
  readonly formats?: { readonly x?: string; readonly y?: string }; // d3-format's: "%" for shares
  readonly steps?: number; // between the numbers of the vertical axis, about
}

export function Axes({ frame: { width, height, left, bottom, top }, x, y, titles, formats = {}, steps = 4 }: AxesProps) {
  const [across, up] = [useRef<SVGGElement>(null), useRef<SVGGElement>(null)];
  useLayoutEffect(() => {
    draw(across.current, axisBottom(x).ticks(5, formats.x).tickSizeOuter(0));
    draw(up.current, axisLeft(y).ticks(steps, formats.y).tickSizeOuter(0));
  });
  return (
    <g class="axes">
      <g ref={across} transform={`translate(0,${height - bottom})`} />
      <g ref={up} transform={`translate(${left},0)`} />
      <text class="axis-title" x={(left + width) / 2} y={height - 4} text-anchor="middle">{titles.x}</text>
      <text class="axis-title" x={0} y={top - 10}>{titles.y}</text>
    </g>
  );
}

function draw(place: SVGGElement | null, axis: Axis<number | { valueOf(): number }>): void {
  if (place) select(place).call(axis as Axis<number>).attr("font-size", null).attr("font-family", null);
}
