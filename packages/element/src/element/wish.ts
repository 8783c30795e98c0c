// An element's attributes → what its work is asked.
import type { DrawOptions, LookOptions, ModelSource, OpenOptions } from "camlucida";
import type { ExplainWish } from "../work/explainer.ts";
import { numberIn, textIn } from "./attributes.ts";
import type { PhotoSource } from "./source.ts";

/** What no attribute can hold. */
export interface Held {
  readonly model: ModelSource | undefined;
  readonly labels: readonly string[] | undefined;
  /** How often the picture is to be looked at again. */
  readonly version: number;
}

/** @returns undefined where no model is named */
export function wishOf(element: HTMLElement, held: Held, { source, version }: PhotoSource): ExplainWish | undefined {
  const [model, models, sha256] = [held.model ?? modelIn(element), textIn(element, "models"), textIn(element, "sha256")];
  const [framing, device] = [textIn(element, "framing") as LookOptions["framing"], textIn(element, "device") as OpenOptions["device"]];
  const [input, preprocess, output] = [textIn(element, "input"), textIn(element, "preprocess"), textIn(element, "output")];
  if (model === undefined) return undefined;
  return {
    model, device: device ?? "auto", ...(models && { models }), ...(sha256 && { sha256 }), ...(held.labels && { labels: held.labels }),
    ...(input && { input }), ...(preprocess && { preprocess }), ...(output && { output }),
    source, version: `${held.version} ${String(version)}`, ...(framing && { framing }),
    of: element.hasAttribute("label") ? textIn(element, "label") : textIn(element, "class"), method: textIn(element, "method"), layer: textIn(element, "layer"),
    style: {
      view: (textIn(element, "view") ?? "signed") as NonNullable<DrawOptions["view"]>, colours: textIn(element, "colours"),
      alpha: numberIn(element, "alpha"), scale: numberIn(element, "scale"), lines: textIn(element, "lines") as DrawOptions["lines"],
    },
  };
}

/** A name, or an address in full: elements that write one address in two ways share its network. */
function modelIn(element: HTMLElement): string | undefined {
  const written = textIn(element, "model");
  if (written === undefined || /^[\w-]+$/.test(written) || !URL.canParse(written, document.baseURI)) return written;
  return new URL(written, document.baseURI).href;
}
