// models/index.json beside the page lists the checkpoints that the site offers; nothing of it is believed that could
// lead elsewhere.
import { CamlucidaError } from "@camlucida/tensor";

/** Numbers as they lie in the file. */
export type Precision = "float32" | "float16";

/** The models that a site offers: models/index.json. */
export interface Catalogue {
  /** The first is the one to begin with. */
  readonly models: readonly OfferedModel[];
}

/** A model that a site offers. */
export interface OfferedModel {
  readonly name: string; // "resnet50-keras"
  readonly title: string; // "ResNet-50, Keras weights"
  readonly licence: string;
  /** The first is exact. */
  readonly variants: readonly ModelVariant[];
}

/** A model's file, in one precision. */
export interface ModelVariant {
  readonly precision: Precision;
  readonly bytes: number;
  readonly sha256: string; // of the whole file, 64 hex digits
  /** One after the other they are the file. Small, so that an interrupted download goes on and every file host takes them. */
  readonly parts: readonly ModelPart[];
}

/** A piece of a file. */
export interface ModelPart {
  readonly path: string; // relative to index.json
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * A model that the page offers and cannot get.
 * @example
 * ```ts
 * import { loadCatalogue, WebModelError } from "@camlucida/weights/browser";
 *
 * try {
 *   await loadCatalogue(new URL("nowhere/", site));
 * } catch (error) {
 *   if (error instanceof WebModelError) error.code; // → "catalogue-malformed"
 * }
 * ```
 */
export class WebModelError extends CamlucidaError {}

/**
 * What models/index.json offers.
 * @param base URL of models/
 * @throws WebModelError "catalogue-unreachable", "catalogue-malformed"
 * @example
 * ```ts
 * import { loadCatalogue } from "@camlucida/weights/browser";
 *
 * const { models } = await loadCatalogue(new URL("models/", site));
 * models.map(({ name, variants }) => [name, variants[0]?.precision]); // → [["tiny", "float32"]]
 * ```
 */
export async function loadCatalogue(base: URL, get: typeof fetch = fetch): Promise<Catalogue> {
  const url = new URL("index.json", base);
  const response = await get(url).catch((cause: unknown) => {
    throw new WebModelError("catalogue-unreachable", `models: ${url.pathname} cannot be reached. Are you offline? Reload the page when you are not.`, { cause });
  });
  const catalogue: unknown = response.ok ? await response.json().catch(() => undefined) : undefined;
  if (isCatalogue(catalogue)) return catalogue;
  throw new WebModelError("catalogue-malformed", `models: ${url.pathname} (${response.status}) is no list of models. The site is incomplete.`);
}

const mostBytes = 2 ** 31;
const isSize = (value: unknown): boolean => Number.isInteger(value) && (value as number) > 0 && (value as number) < mostBytes;
const isDigest = (value: unknown): boolean => typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
const isName = (value: unknown): boolean => typeof value === "string" && /^[\w.-]{1,100}$/.test(value) && !value.includes("..");
const isText = (value: unknown): boolean => typeof value === "string" && value.length < 200;
const listOf = (value: unknown, is: (some: never) => boolean): boolean => Array.isArray(value) && value.length > 0 && value.length < 1000 && value.every((some) => is(some as never));

const isPart = (part: ModelPart): boolean => isName(part?.path) && isSize(part.bytes) && isDigest(part.sha256);
const isVariant = (variant: ModelVariant): boolean =>
  ["float32", "float16"].includes(variant?.precision) && isSize(variant.bytes) && isDigest(variant.sha256) && listOf(variant.parts, isPart) &&
  variant.parts.reduce((sum, { bytes }) => sum + bytes, 0) === variant.bytes;
const isModel = (model: OfferedModel): boolean => isName(model?.name) && isText(model.title) && isText(model.licence) && listOf(model.variants, isVariant);

function isCatalogue(value: unknown): value is Catalogue {
  return listOf((value as Partial<Catalogue> | undefined)?.models, isModel);
}
