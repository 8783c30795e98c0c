// What the tests in a browser put into their page: elements, the small network whose logits PyTorch saved, and counts of its work.
import { open as openLibrary } from "camlucida";
import { CamlucidaMap } from "../element/camlucida_map.ts";

// Written out, each is an address that Vitest's server hands out.
export const cat = new URL("../../../../samples/chelsea.png", import.meta.url).href; // 451×300
export const otherCat = new URL("../../../../test/fixtures/images/420_64x48.jpg", import.meta.url).href;
export const model = new URL("../../../../test/fixtures/conventions/plain.safetensors", import.meta.url).href;
const logits = new URL("../../../../test/fixtures/conventions/chelsea.npy", import.meta.url).href;

/** The logits that PyTorch saved of the cat: behind NumPy's header, float32. */
export async function savedLogits(): Promise<Float32Array> {
  const bytes = await (await fetch(logits)).arrayBuffer();
  return new Float32Array(bytes.slice(10 + new DataView(bytes).getUint16(8, true)));
}

/** 1e-4 of the logits' range, 7.6: float32 sums in another order, over twenty layers. */
export const TOLERANCE = 7.6e-4;

/** An element in the page, or the first of several. */
export function place(markup: string): CamlucidaMap {
  document.body.innerHTML = markup;
  return document.querySelector("camlucida-map") as CamlucidaMap;
}

export interface Counts {
  openings: number; // begun
  alive: number; //    open now
  looks: number;
  maps: number;
}

const own = CamlucidaMap.open;

/** From now on, of all elements, until `uncount`. */
export function count(open: typeof own = openLibrary): Counts {
  const counts: Counts = { openings: 0, alive: 0, looks: 0, maps: 0 };
  CamlucidaMap.open = async (source, options) => {
    counts.openings++;
    const network = await open(source, options);
    counts.alive++;
    return {
      ...network,
      async look(picture, how) {
        counts.looks++;
        const seen = await network.look(picture, how);
        return { ...seen, map: (asked) => (counts.maps++, seen.map(asked)) };
      },
      dispose() {
        counts.alive--;
        network.dispose();
      },
    };
  };
  return counts;
}

export function uncount(): void {
  CamlucidaMap.open = own;
}

/** What a reader of screens is told of an element. */
export function partOf(element: CamlucidaMap, part: string): HTMLElement | null {
  return element.shadowRoot?.querySelector<HTMLElement>(`[part~="${part}"]`) ?? null;
}

export const nameOn = (element: CamlucidaMap): string | null => partOf(element, "canvas")?.getAttribute("aria-label") ?? null;

export const frames = async (many: number): Promise<void> => {
  for (let frame = 0; frame < many; frame++) await new Promise((next) => void requestAnimationFrame(next));
};

/** Until it holds. */
export async function until(holds: () => boolean): Promise<void> {
  const start = Date.now();
  while (!holds()) {
    await frames(1);
    if (Date.now() - start > 60_000) throw new Error(`for a minute it is not so that ${holds.toString()}`);
  }
}
