// Which coefficients the scans of a JPEG bring, told from their headers alone. Source: T.81 §G.1.1.1.
import { ImageError } from "../preprocess/image.ts";
import type { JpegFrame } from "./frame.ts";
import type { ScanHeader } from "./scan.ts";
import { corrupt } from "./segments.ts";

export interface Progression {
  readonly frame: JpegFrame;
  /** For each component, [64]: the bits of each coefficient that are still to come; -1 before its first scan. */
  readonly left: readonly Int8Array[];
}

export function progressionOf(frame: JpegFrame): Progression {
  return { frame, left: frame.components.map(() => new Int8Array(64).fill(-1)) };
}

/** @throws ImageError "image-corrupt" for a scan that does not go on where those before it ended */
export function goOn({ left }: Progression, { components, first, last, high, low }: ScanHeader): void {
  for (const { index } of components) {
    const bits = left[index] as Int8Array;
    const inOrder = bits.subarray(first, last + 1).every((still) => Math.max(still, 0) === high);
    const afterDc = first === 0 || (bits[0] as number) >= 0;
    if (!inOrder || !afterDc || low > 13 || (high > 0 && low !== high - 1)) throw corrupt("its scans contradict one another");
    bits.fill(low, first, last + 1);
  }
}

/**
 * @throws ImageError "image-truncated" where scans are missing: decoders paint a component grey of which there is none, and blur what
 * is coarse, and say nothing
 */
export function checkComplete({ left }: Progression): void {
  const missing = (reason: string): ImageError => new ImageError("image-truncated", `${reason} Copy or download it again.`);
  const known = left.filter(([dc = -1]) => dc >= 0).length;
  if (known < left.length) throw missing(`The JPEG holds data for ${known} of its ${left.length} colour components.`);
  if (left.some((bits) => bits.some((still) => still !== 0))) throw missing("The JPEG's last scans are missing: what it holds is coarse.");
}
