// A feature map, or a picture, enlarged so that its cells can be seen; one is chosen by the pointer, by touch, or by the arrow keys.
import type { Image } from "@camlucida/cam";
import { useMemo } from "preact/hooks";
import { Picture } from "../../view/Picture.tsx";
import { imageOf, type NumberColours, type NumberRange } from "./colours.ts";
import { cellAfter, cellUnder, type GridCell } from "./grid_keys.ts";

/** Some cells of a map, which may reach beyond its border. */
export interface MapWindow extends GridCell {
  readonly height: number;
  readonly width: number;
}

interface MapPictureProps {
  readonly label: string;
  readonly values?: ArrayLike<number> | undefined; // [height, width]
  readonly image?: Image | undefined; // in place of values: its own colours
  readonly height: number;
  readonly width: number;
  readonly colours?: Exclude<NumberColours, "none">;
  readonly range?: NumberRange;
  readonly chosen?: GridCell | undefined;
  choose?(y: number, x: number): void;
  readonly window?: MapWindow | undefined; // a frame around several cells
}

export function MapPicture({ label, values, image, height, width, colours = "grey", range, chosen, choose, window: frame }: MapPictureProps) {
  const picture = useMemo(() => image ?? imageOf(values ?? [], height, width, colours, range), [image, values, height, width, colours, range]);
  const take = (cell: GridCell | undefined): void => { if (choose && cell && (cell.y !== chosen?.y || cell.x !== chosen.x)) choose(cell.y, cell.x); };
  const key = (event: KeyboardEvent): void => {
    const cell = cellAfter(event, chosen, height, width);
    if (!cell) return;
    event.preventDefault();
    take(cell);
  };
  const cell = chosen && { ...chosen, height: 1, width: 1 };
  return (
    <div class="map-picture" style={{ "--across": String(width / height) }}>
      <Picture image={picture} label={label} />
      {frame && <div class="map-frame window" style={placed(frame, height, width)} />}
      {cell && <div class="map-frame chosen" style={placed(cell, height, width)} />}
      {choose && (
        <div
          class="map-hit" tabIndex={0} role="application" aria-label={chosen ? `${label}: ${chosen.y + 1}, ${chosen.x + 1}` : label} onKeyDown={key}
          onPointerMove={(event) => { if (event.pointerType === "mouse" || event.buttons > 0) take(cellUnder(event, height, width)); }} onPointerDown={(event) => take(cellUnder(event, height, width))}
        />
      )}
    </div>
  );
}

/** As shares of the picture. */
function placed({ y, x, height, width }: MapWindow, rows: number, columns: number): Record<string, string> {
  const [top, left, bottom, right] = [Math.max(0, y), Math.max(0, x), Math.min(rows, y + height), Math.min(columns, x + width)];
  return { top: `${(top / rows) * 100}%`, left: `${(left / columns) * 100}%`, height: `${((bottom - top) / rows) * 100}%`, width: `${((right - left) / columns) * 100}%` };
}
