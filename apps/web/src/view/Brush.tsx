// Paints what the network shall not see; when the brush is lifted, the network looks again. By keyboard: the arrows move the
// brush, the space bar puts it down for a moment.
import { useEffect, useRef } from "preact/hooks";
import type { Page } from "../page/page.ts";
import { arrowStep } from "./controls.tsx";

export function Brush({ page }: { readonly page: Page }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const stroke = useRef<Uint8Array | undefined>(undefined); // [height, width] of the preview
  const at = useRef<readonly [x: number, y: number] | undefined>(undefined); // where the keyboard's brush is
  const shown = page.photo.value;
  const clear = (): void => canvas.current?.getContext("2d")?.clearRect(0, 0, canvas.current.width, canvas.current.height);
  useEffect(clear, [shown]);
  if (!shown) return null;
  const { width, height } = shown.preview;
  const radius = page.brushSize.value * Math.max(width, height);
  const lower = (): void => { stroke.current = shown.erased?.data.slice() ?? new Uint8Array(width * height); };
  const paint = (x: number, y: number): void => {
    const context = canvas.current?.getContext("2d");
    if (!stroke.current || !context) return;
    context.fillStyle = "rgb(124 116 104 / 0.9)";
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
    fillDisc(stroke.current, width, height, x, y, radius);
  };
  const paintAt = (event: PointerEvent): void => {
    if (!canvas.current) return;
    const box = canvas.current.getBoundingClientRect();
    paint(((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height);
  };
  const begin = (event: PointerEvent): void => {
    canvas.current?.setPointerCapture(event.pointerId);
    lower();
    paintAt(event);
  };
  const lift = (): void => {
    const data = stroke.current;
    stroke.current = undefined;
    if (data) void page.whatIf({ width, height, data });
  };
  const key = (event: KeyboardEvent): void => {
    const [x, y] = at.current ?? [width / 2, height / 2];
    const step = arrowStep(event, Math.max(1, radius / 2), radius * 4);
    if (step) at.current = [clamp(x + step[0], width), clamp(y + step[1], height)];
    else if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault(); // the page does not scroll
    if (step) return outline(canvas.current, at.current ?? [x, y], radius);
    lower();
    paint(x, y);
    lift();
  };
  return (
    <canvas
      ref={canvas} class="brush" width={width} height={height} tabIndex={0} role="application" aria-label={page.text.value.whatIf.canvas}
      onPointerDown={begin} onPointerMove={paintAt} onPointerUp={lift} onPointerCancel={lift} onKeyDown={key}
      onFocus={() => outline(canvas.current, at.current ?? [width / 2, height / 2], radius)} onBlur={clear}
    />
  );
}

const clamp = (at: number, length: number): number => Math.min(length, Math.max(0, at));

/** Where the keyboard's brush would paint: a ring that is seen on light and on dark. */
function outline(canvas: HTMLCanvasElement | null, [x, y]: readonly [number, number], radius: number): void {
  const context = canvas?.getContext("2d");
  if (!canvas?.matches(":focus-visible") || !context) return;
  context.clearRect(0, 0, canvas.width, canvas.height);
  for (const [colour, lineWidth] of [["#000", 4], ["#fff", 2]] as const) {
    Object.assign(context, { strokeStyle: colour, lineWidth });
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.stroke();
  }
}

function fillDisc(mask: Uint8Array, width: number, height: number, x: number, y: number, radius: number): void {
  for (let row = Math.max(0, Math.ceil(y - radius)); row < Math.min(height, y + radius); row++) {
    const half = Math.sqrt(Math.max(0, radius ** 2 - (row - y) ** 2));
    const [from, to] = [Math.max(0, Math.round(x - half)), Math.min(width, Math.round(x + half))];
    if (to > from) mask.fill(1, row * width + from, row * width + to);
  }
}
