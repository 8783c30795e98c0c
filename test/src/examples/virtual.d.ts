declare module "virtual:examples" {
  export const examples: readonly {
    readonly of: string;
    readonly place: string;
    readonly givenBy: readonly string[];
    readonly run: () => Promise<unknown>;
  }[];
}

declare module "virtual:readme" {
  import type { OpenedNetwork, SeenClass, SeenMap } from "camlucida";

  /** What a page is told to write. */
  export const markup: string;

  /** What a program is told to write, which runs when it is asked for first. */
  export const runs: Readonly<Record<"cpu" | "gpu", () => Promise<{
    readonly top: readonly SeenClass[];
    readonly map: SeenMap;
    readonly device: OpenedNetwork<unknown>["device"];
  }>>>;
}
