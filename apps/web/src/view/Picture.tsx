// A picture of pixels on a canvas.
import type { Image } from "@camlucida/cam";
import { useLayoutEffect, useRef } from "preact/hooks";

interface PictureProps {
  readonly image: Image;
  readonly label: string;
  readonly class?: string;
}

export function Picture({ image, label, class: name }: PictureProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const pixels = new ImageData(new Uint8ClampedArray(image.data), image.width, image.height);
    canvas.current?.getContext("2d")?.putImageData(pixels, 0, 0);
  }, [image]);
  return <canvas ref={canvas} width={image.width} height={image.height} role="img" aria-label={label} class={name} />;
}
