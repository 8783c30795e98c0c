// Which photograph an element shows: its own, at an address or as an object, or that of an <img> inside it.
import type { ImageSource } from "camlucida";

export interface PhotoSource {
  readonly source: ImageSource;
  /** Of an image that may show another one later. */
  readonly version: unknown;
}

/** @param own address or object */
export function sourceOf(element: HTMLElement, own: ImageSource | undefined): PhotoSource | undefined {
  if (own !== undefined) return { source: own, version: undefined };
  const image = element.querySelector("img");
  return image && hasSource(image) ? { source: image, version: image.currentSrc || image.src } : undefined;
}

const hasSource = (image: HTMLImageElement): boolean => image.src !== "" || image.srcset !== "" || image.parentElement?.localName === "picture";

/** What can be decoded now: an image that cannot be shown is asked for by its address, which says why. */
export async function loaded(source: ImageSource): Promise<ImageSource> {
  if (!(source instanceof HTMLImageElement)) return source;
  await source.decode().catch(() => undefined);
  return source.naturalWidth > 0 ? source : source.currentSrc || source.src;
}
