// What --layer may say: "stem", "layer1" … "layer4", or a block such as "layer3.0"; which methods look there.
import { usesLastLayerOnly, usesNoLayer, type Method } from "@camlucida/cam";
import { UsageError } from "../errors/errors.ts";
import { didYouMean, wordsOf } from "./tokens.ts";

export const lastLayer = "layer4";
const stages = ["stem", "layer1", "layer2", "layer3", lastLayer];

/**
 * The layers asked for, each once. Whether a network has the block is known when it is open.
 * @throws UsageError "usage-bad-value"
 */
export function readLayers(typed: readonly string[] | undefined): string[] {
  return [...new Set(wordsOf("--layer", typed ?? [lastLayer]).map(checkedLayer))];
}

function checkedLayer(word: string): string {
  const layer = word.toLowerCase();
  if (/^(stem|layer[1-4](\.(0|[1-9]\d{0,2}))?)$/.test(layer)) return layer;
  throw new UsageError("usage-bad-value",
    `--layer: ${JSON.stringify(word)} is not one of ${stages.join(", ")}, nor a block such as layer3.0.${didYouMean(word, stages)}`);
}

/** @throws UsageError "usage-contradiction" for a method without a layer that fits */
export function refuseMethodsWithoutLayer(methods: readonly Method[], layers: readonly string[]): void {
  const misfit = methods.find(usesLastLayerOnly);
  if (!misfit || layers.includes(lastLayer)) return;
  throw new UsageError("usage-contradiction",
    `${misfit.title} is made of the fc layer's weights, which fit ${lastLayer} only, not ${layers.join(", ")}. ` +
    `Use --method grad-cam there, or add --layer ${lastLayer}.`);
}

/** @param layers as typed: the default is nobody's mistake. @throws UsageError "usage-contradiction" for a layer without a method */
export function refuseIdleLayers(methods: readonly Method[], layers: readonly string[]): void {
  const idle = layers.find((layer) => !methods.some((method) => !usesNoLayer(method) && (layer === lastLayer || !usesLastLayerOnly(method))));
  if (idle === undefined) return;
  throw new UsageError("usage-contradiction",
    `--layer ${idle} is used by none of ${methods.map(({ name }) => name).join(", ")}. Leave it out, or add --method grad-cam.`);
}
