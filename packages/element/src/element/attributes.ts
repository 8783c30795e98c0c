// What an element can be told in its tag, each also a property of the same name.
import type { DrawOptions, LookOptions, OpenOptions } from "camlucida";

const texts = ["method", "layer", "view", "colours", "lines", "framing", "device", "models", "sha256", "input", "preprocess", "output", "alt", "label", "loading"] as const;
const numbers = ["alpha", "scale", "width", "height"] as const;

/** `src` and `model` may be objects too; `class` is every element's own. */
export const observed = ["src", "model", "class", ...texts, ...numbers] as const;

/**
 * An element with a property for each attribute that is a text or a number. A server has no elements: there the module is loaded
 * and defines none.
 * @example
 * ```ts
 * import "@camlucida/element";
 *
 * const element = document.createElement("camlucida-map");
 * element.setAttribute("layer", "layer3");
 * Object.assign(element, { src: picture, alpha: 0.5 });
 * [element.layer, element.getAttribute("alpha"), element.scale]; // → ["layer3", "0.5", undefined]
 * ```
 */
export class ElementWithAttributes extends ((typeof HTMLElement === "undefined" ? class {} : HTMLElement) as typeof HTMLElement) {
  /** "grad-cam", …; "cam" if empty, or what takes its place where class maps are not defined. */
  declare method: string;
  /** "layer3", …; the last one if empty. */
  declare layer: string;
  /** The class by its label or index, where the attribute `class` belongs to style sheets. */
  declare label: string;
  /** "signed" if empty. */
  declare view: NonNullable<DrawOptions["view"]> | "";
  declare colours: string;
  declare lines: NonNullable<DrawOptions["lines"]> | "";
  declare framing: NonNullable<LookOptions["framing"]> | "";
  declare device: NonNullable<OpenOptions["device"]> | "";
  /** The folder of the models that have names; "models/" beside the page if empty. */
  declare models: string;
  declare sha256: string;
  /** What the network looks at, in pixels: "320", or height × width as "480x320". What the model says if empty. */
  declare input: string;
  /** "torchvision", "keras-tf", "caffe", "clip" or "none"; what the model says if empty. */
  declare preprocess: string;
  /** Of an ONNX file with several outputs, the one that is explained. */
  declare output: string;
  /** What the photograph shows. */
  declare alt: string;
  declare loading: "eager" | "lazy" | "";
  declare alpha: number | undefined;
  declare scale: number | undefined;
  /** As an <img> has them: the shape of what is still to come. */
  declare width: number | undefined;
  declare height: number | undefined;

  static {
    if (typeof HTMLElement !== "undefined") reflect(this.prototype);
  }
}

function reflect(prototype: HTMLElement): void {
  const define = (name: string, get: (element: HTMLElement) => unknown): void => void Object.defineProperty(prototype, name, {
    configurable: true, enumerable: true,
    get(this: HTMLElement) { return get(this); },
    set(this: HTMLElement, value: AttributeValue) { write(this, name, value); },
  });
  for (const name of texts) define(name, (element) => element.getAttribute(name) ?? "");
  for (const name of numbers) define(name, (element) => numberIn(element, name));
}

/** What becomes an attribute; undefined and null take it away. */
export type AttributeValue = string | number | URL | undefined | null;

export function write(element: HTMLElement, name: string, value: AttributeValue): void {
  if (value === undefined || value === null) element.removeAttribute(name);
  else element.setAttribute(name, String(value));
}

/** Undefined where nothing is written. */
export const textIn = (element: HTMLElement, name: string): string | undefined => element.getAttribute(name)?.trim() || undefined;

/** Likewise. */
export function numberIn(element: HTMLElement, name: string): number | undefined {
  const written = textIn(element, name);
  return written === undefined ? undefined : Number(written);
}

/** What was set before the element was one: by a framework that runs before this script. */
export function readEarly(element: HTMLElement): void {
  const properties = element as unknown as Record<string, unknown>;
  for (const name of [...observed, "labels"]) {
    if (!Object.hasOwn(element, name)) continue;
    const value = properties[name];
    delete properties[name];
    properties[name] = value;
  }
}
