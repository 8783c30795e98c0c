// What a live figure of the guide is: a component over a network and a photograph that really run.
import type { ComponentType } from "preact";
import type { Page } from "../page/page.ts";
import type { Material } from "./material.ts";

export interface FigureProps {
  readonly page: Page;
  readonly material: Material;
}

export type Figure = ComponentType<FigureProps>;
