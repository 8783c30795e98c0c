// The map's cells over the picture: pointed at, touched, or gone through with the arrow keys.
import type { Cell, RawMap } from "@camlucida/cam";
import { useEffect, useRef } from "preact/hooks";
import type { Page } from "../page/page.ts";
import { arrowStep } from "./controls.tsx";

export function Cells({ page, map: { width, height } }: { readonly page: Page; readonly map: RawMap }) {
  const { cell, photo } = page;
  const marker = useRef<HTMLDivElement>(null);
  const shown = photo.value;
  const current = cell.value && cell.value.x < width && cell.value.y < height ? cell.value : undefined;
  useEffect(() => {
    if (!marker.current || !shown || !current) return;
    const { region, preview } = shown;
    const { style } = marker.current; // set here: the page's policy allows no style attributes
    style.left = `${((region.x + (current.x * region.width) / width) / preview.width) * 100}%`;
    style.top = `${((region.y + (current.y * region.height) / height) / preview.height) * 100}%`;
    style.width = `${(region.width / width / preview.width) * 100}%`;
    style.height = `${(region.height / height / preview.height) * 100}%`;
  });
  if (!shown) return null;
  const at = (event: PointerEvent): Cell | undefined => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const { region, preview } = shown;
    const x = Math.floor(((((event.clientX - box.left) / box.width) * preview.width - region.x) / region.width) * width);
    const y = Math.floor(((((event.clientY - box.top) / box.height) * preview.height - region.y) / region.height) * height);
    return x >= 0 && y >= 0 && x < width && y < height ? { x, y } : undefined;
  };
  const key = (event: KeyboardEvent): void => {
    const { x, y } = current ?? { x: Math.floor(width / 2), y: Math.floor(height / 2) };
    const step = arrowStep(event, 1, Math.ceil(Math.max(width, height) / 8));
    if (step) cell.value = current ? { x: clamp(x + step[0], width), y: clamp(y + step[1], height) } : { x, y };
    else if (event.key === "Delete" && current) eraseCell(page, current, width, height);
    else if (event.key === "Escape") cell.value = undefined;
    else return;
    event.preventDefault();
  };
  return (
    <div class="cells" tabIndex={0} role="application" aria-label={page.text.value.cell.grid} onPointerMove={(event) => { cell.value = at(event) ?? cell.value; }} onPointerDown={(event) => { cell.value = at(event); }} onKeyDown={key}>
      {current && <div ref={marker} class="cell-marker" />}
    </div>
  );
}

const clamp = (at: number, length: number): number => Math.min(length - 1, Math.max(0, at));

export function eraseCell(page: Page, { x, y }: Cell, width: number, height: number): void {
  const shown = page.photo.value;
  if (!shown) return;
  const { preview, region, erased } = shown;
  const data = erased?.data.slice() ?? new Uint8Array(preview.width * preview.height);
  const edge = (from: number, length: number, at: number, count: number): number => Math.round(from + (at * length) / count);
  for (let row = edge(region.y, region.height, y, height); row < edge(region.y, region.height, y + 1, height); row++) {
    data.fill(1, row * preview.width + edge(region.x, region.width, x, width), row * preview.width + edge(region.x, region.width, x + 1, width));
  }
  void page.whatIf({ width: preview.width, height: preview.height, data });
}
