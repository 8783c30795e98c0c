// Lines of results, as a run writes them, for tests.
import type { MapGrid } from "@camlucida/cam";
import { readResults, type Results } from "../read/results.ts";

const labels = ["circle", "square", "triangle", "star"];

/** What a line says; everything else is the same in all. */
export interface MadeUpLine {
  readonly image: string;
  readonly predicted: number;
  readonly probability?: number;
  readonly grid?: MapGrid;
  readonly raw?: string;
  readonly metrics?: Readonly<Record<string, number | null>>;
}

/** A picture's line, without its newline. */
export function lineOf({ image, predicted, probability = 0.75, grid, raw, metrics }: MadeUpLine): string {
  return JSON.stringify({
    image, ok: true,
    model: { name: "tiny.safetensors", sha256: "0".repeat(64), classes: 4, preprocessing: { order: "RGB" }, probabilities: "softmax" },
    device: { kind: "cpu", name: "WebAssembly", why: "asked for" },
    input: { width: 64, height: 64 },
    top: [predicted, ...[0, 1, 2, 3].filter((index) => index !== predicted)].map((index, at) => ({ class: index, label: labels[index], probability: at === 0 ? probability : (1 - probability) / 3, logit: -at })),
    maps: [{ method: "cam", layer: "layer3", class: predicted, label: labels[predicted], unit: "logits", raw: raw ?? null, overlay: `${image}.cam.png`, ...(grid && { grid }), ...(metrics && { metrics }) }],
    sheet: null,
  });
}

/** Reads lines as a file in pieces of any size. */
export function readLines(text: string, piece = 1000, readMap: (path: string) => Promise<MapGrid | undefined> = async () => undefined): Promise<Results> {
  async function* pieces(): AsyncGenerator<string> {
    for (let at = 0; at < text.length; at += piece) yield text.slice(at, at + piece);
  }
  return readResults([{ name: "run.jsonl", text: pieces() }], readMap);
}
