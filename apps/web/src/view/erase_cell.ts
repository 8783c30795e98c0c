// Takes a cell's part of the photograph away, and what was taken before stays away.
import type { Cell } from "@camlucida/cam";
import type { Page } from "../page/page.ts";

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
