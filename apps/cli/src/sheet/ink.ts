// The colours of a contact sheet's own parts; each text has a contrast of at least 4.5 on white (WCAG 2.1, 1.4.3).
import type { Colour } from "./canvas.ts";

export const white: Colour = [255, 255, 255];
export const ink: Colour = [24, 24, 28];
export const pale: Colour = [96, 98, 106]; // what matters less
export const warning: Colour = [150, 74, 0]; // a map that makes no picture
export const share: Colour = [92, 138, 196]; // bars of probability
