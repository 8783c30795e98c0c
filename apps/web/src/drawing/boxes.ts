// Boxes of a drawing, their places, and the lines between them.

/** A box to be placed. */
export interface LayoutBox {
  readonly key: string;
  readonly width: number; // pixels
  readonly height: number;
  readonly reads: readonly string[]; // keys of boxes before it
}

/** Its place: rows are counted downwards, columns to the right. */
export interface Spot {
  readonly row: number;
  readonly column: number;
}

export interface PlacedBox extends LayoutBox, Spot {
  readonly x: number; // of its left upper corner
  readonly y: number;
}

export type Point = readonly [x: number, y: number];

/** A value on its way from the box that makes it to one that reads it. */
export interface Way {
  readonly from: string;
  readonly to: string;
  readonly points: readonly Point[];
}
