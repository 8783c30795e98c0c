// What a project that type-checks everything does with the packages; it is only checked.
import { methods } from "@camlucida/cam";
import { openWasm, type Device } from "@camlucida/tensor";
import { loadModel } from "@camlucida/weights";
import { loadCatalogue } from "@camlucida/weights/browser";
import type { CamlucidaMap } from "@camlucida/element";
import { CamlucidaError, open, type Seen, type SeenMap } from "camlucida";

export async function explain(image: HTMLImageElement, canvas: HTMLCanvasElement, signal: AbortSignal): Promise<SeenMap> {
  using network = await open("resnet18", { signal, onProgress: ({ received, total }) => void (received / total) });
  using seen: Seen = await network.look(image);
  await network.look(new ImageData(new Uint8ClampedArray(4), 1, 1));
  await seen.draw(canvas, { class: seen.top[0]?.label ?? 0, view: "positive" });
  return seen.map({ method: "grad-cam", layer: "layer3" });
}

export async function explainByTag(): Promise<number> {
  const element: CamlucidaMap | null = document.querySelector("camlucida-map");
  element?.addEventListener("camlucida-result", ({ detail: { map, name } }) => console.log(map.peak, name));
  Object.assign(document.createElement("camlucida-map"), { src: new Blob(), method: "grad-cam" });
  return (await element?.complete)?.top.length ?? 0;
}

export const device: Device | undefined = openWasm();
export const others = [methods, loadModel, loadCatalogue, CamlucidaError];
