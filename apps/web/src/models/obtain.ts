// temporary
import type { ModelVariant } from "./catalogue.ts";
export async function obtainModel(variant: ModelVariant, base: URL, tell: (progress: { phase: "downloading"; loaded: number; total: number }) => void): Promise<Uint8Array<ArrayBuffer>> {
  const all = new Uint8Array(variant.bytes);
  let at = 0;
  for (const part of variant.parts) {
    const bytes = new Uint8Array(await (await fetch(new URL(part.path, base))).arrayBuffer());
    all.set(bytes, at);
    at += bytes.length;
    tell({ phase: "downloading", loaded: at, total: variant.bytes });
  }
  return all;
}
