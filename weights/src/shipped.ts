// What the package ships beside its code: the manifest of models and the names of classes. This file stays at the root, from where their
// paths are the same in src/ and in the built dist/.
import { readFileSync } from "node:fs";
import { parseManifest, type Manifest } from "./manifest/manifest.ts";

/**
 * The manifest that comes with this package.
 * @example
 * ```ts
 * import { shippedManifest } from "@camlucida/weights";
 *
 * const { default: { model }, models } = shippedManifest();
 * models.get(model)?.title; // → "ResNet-18, torchvision IMAGENET1K_V1"
 * ```
 */
export const shippedManifest = (): Manifest => parseManifest(readFileSync(new URL("../manifest.json", import.meta.url), "utf8"));

/**
 * The names in `labels/<list>.txt`: one per line, line number = class index.
 * @example
 * ```ts
 * import { shippedLabels } from "@camlucida/weights";
 *
 * shippedLabels("imagenet")[285]; // → "Egyptian cat"
 * ```
 */
export const shippedLabels = (list: string): readonly string[] => splitLabels(readFileSync(new URL(`../labels/${list}.txt`, import.meta.url), "utf8"));

/** Splits a text with one name per line; the end of the last line is not a name. */
export function splitLabels(text: string): readonly string[] {
  return text.replace(/\r?\n$/, "").split(/\r?\n/);
}
