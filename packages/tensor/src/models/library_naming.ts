// Ways in which other libraries than torchvision name a family's tensors, and what their files do not say but have in common.
import type { PaddingRule } from "./metadata.ts";

/** What a module is called in a file and by torchvision: "blocks.0.0.conv_dw" and "features.1.conv.0.0". */
export type Renaming = readonly [inFile: string, torchvisions: string];

export interface LibraryNaming {
  /** A tensor that only files with these names have, behind whatever prefix. */
  readonly signature: string;
  /** More that must be there. */
  readonly besides?: readonly string[];
  /** What is called otherwise than torchvision does: modules, and tensors of no module. @param has whether the file has a tensor, behind the prefix */
  renamings(has: (tensor: string) => boolean): Iterable<Renaming>;
  /** The shape that torchvision gives a tensor, where its numbers are the same. @param name torchvision's */
  shapeOf?(name: string, shape: readonly number[]): readonly number[];
  /** Of its normalisations, where it is not torchvision's; by the padding where that is not said. */
  readonly epsilon?: number | Readonly<Record<PaddingRule, number>>;
  /** How its convolutions pad; "unsaid" where the same names are given to networks of either kind, so that the metadata must say it. */
  readonly padding?: PaddingRule | "unsaid";
  /** The side of the image whose SAME padding its layers have whatever the image is. @param network its name: "efficientnet_b3" */
  sideOf?(network: string): number | undefined;
}

/** torchvision's name of a file's tensor: the longest beginning that is renamed is. */
export function renamed(name: string, renamings: ReadonlyMap<string, string>): string {
  for (let end = name.length; end > 0; end = name.lastIndexOf(".", end - 1)) {
    const now = renamings.get(name.slice(0, end));
    if (now !== undefined) return now + name.slice(end);
  }
  return name;
}

/** [out, in, 1, 1] → [out, in]: a convolution of one position is a linear layer. */
export const asLinear = (shape: readonly number[]): readonly number[] =>
  (shape.length === 4 && shape[2] === 1 && shape[3] === 1 ? shape.slice(0, 2) : shape);
