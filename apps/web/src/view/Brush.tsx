// Paints what the network shall not see; when the brush is lifted, the network looks again.
import { useEffect, useRef } from "preact/hooks";
import type { Page } from "../page/page.ts";

export function Brush({ page }: { readonly page: Page }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const stroke = useRef<Uint8Array | undefined>(undefined); // [height, width] of the preview
  const shown = page.photo.value;
  useEffect(() => {
    canvas.current?.getContext("2d")?.clearRect(0, 0, canvas.current.width, canvas.current.height);
  }, [shown]);
  if (!shown) return null;
  const { width, height } = shown.preview;
  const paint = (event: PointerEvent): void => {
    const mask = stroke.current;
    const context = canvas.current?.getContext("2d");
    if (!mask || !context || !canvas.current) return;
    const box = canvas.current.getBoundingClientRect();
    const [x, y] = [((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height];
    const radius = page.brushSize.value * Math.max(width, height);
    context.fillStyle = "rgb(124 116 104 / 0.9)";
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
    fillDisc(mask, width, height, x, y, radius);
  };
  const begin = (event: PointerEvent): void => {
    canvas.current?.setPointerCapture(event.pointerId);
    stroke.current = shown.erased?.data.slice() ?? new Uint8Array(width * height);
    paint(event);
  };
  const end = (): void => {
    const data = stroke.current;
    stroke.current = undefined;
    if (data) void page.whatIf({ width, height, data });
  };
  return <canvas ref={canvas} class="brush" width={width} height={height} aria-label={page.text.value.whatIf.hint} role="img" onPointerDown={begin} onPointerMove={paint} onPointerUp={end} onPointerCancel={end} />;
}

function fillDisc(mask: Uint8Array, width: number, height: number, x: number, y: number, radius: number): void {
  for (let row = Math.max(0, Math.ceil(y - radius)); row < Math.min(height, y + radius); row++) {
    const half = Math.sqrt(Math.max(0, radius ** 2 - (row - y) ** 2));
    const [from, to] = [Math.max(0, Math.round(x - half)), Math.min(width, Math.round(x + half))];
    if (to > from) mask.fill(1, row * width + from, row * width + to);
  }
}
