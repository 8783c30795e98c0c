// What --method and --layer may say: names of methods, several in one word or one after the other, or "all"; "last", a ResNet's "stem",
// "layer1" … "layer4" or a block such as "layer3.0", or what another network calls a layer; which methods look there.
import { type Method, methods, pytorchGradCamMethods, torchCamMethods, usesLastLayerOnly, usesNoLayer } from "@camlucida/cam";
import { UsageError } from "../errors/errors.ts";
import type { Compatibility } from "./table/choices.ts";
import { didYouMean, wordsOf } from "./tokens.ts";

/** The methods of another system, as that system computes them; without one, all of ours. */
export function methodsOf(compat: Compatibility | undefined): readonly Method[] {
  switch (compat) {
    case undefined: return methods;
    case "article": return methods.filter(({ name }) => name === "cam");
    case "pytorch-grad-cam": return pytorchGradCamMethods;
    case "torch-cam": return torchCamMethods;
  }
}

/**
 * The names of the methods asked for, each once. Without --method the first that there is: "cam", but for pytorch-grad-cam.
 * "all" leaves out what fits none of the layers.
 * @throws UsageError "usage-bad-value" with "did you mean", "usage-contradiction" where the other system lacks a method
 */
export function readMethods(typed: readonly string[] | undefined, compat: Compatibility | undefined, layers: readonly string[]): string[] {
  const offered = methodsOf(compat);
  if (typed === undefined) return offered.slice(0, 1).map(({ name }) => name);
  const fitting = offered.filter((method) => layers.some(mayBeLast) || !usesLastLayerOnly(method));
  const names = wordsOf("--method", typed).flatMap((word) =>
    word.toLowerCase() === "all" ? fitting.map(({ name }) => name) : [checkedName(word, offered, compat)]);
  return [...new Set(names)];
}

function checkedName(word: string, offered: readonly Method[], compat: Compatibility | undefined): string {
  const wanted = word.toLowerCase();
  if (offered.some(({ name }) => name === wanted)) return wanted;
  const names = offered.map(({ name }) => name);
  const known = methods.find(({ name }) => name === wanted);
  if (known && compat !== undefined) {
    throw new UsageError("usage-contradiction", `--compat ${compat} has no ${known.title}. It has ${names.join(", ")}.`);
  }
  throw new UsageError("usage-bad-value", `--method: ${JSON.stringify(word)} is not one of ${names.join(", ")}, all.${didYouMean(word, names)}`);
}

/** The last layer, whatever the network calls it. */
export const lastLayer = "last";

const stages = ["stem", "layer1", "layer2", "layer3", "layer4", lastLayer];
const ofResNet = /^(stem|layer[1-4](\.(0|[1-9]\d{0,2}))?)$/;

/** Known for certain when the network is open. */
const mayBeLast = (layer: string): boolean => layer === "layer4" || !ofResNet.test(layer);

/**
 * The layers asked for, each once. Whether a network has such a layer is known when its file is read.
 * @throws UsageError "usage-bad-value"
 */
export function readLayers(typed: readonly string[] | undefined): string[] {
  return [...new Set(wordsOf("--layer", typed ?? [lastLayer]).map(checkedLayer))];
}

function checkedLayer(word: string): string {
  const layer = word.toLowerCase();
  if (layer === lastLayer || ofResNet.test(layer)) return layer;
  const meant = didYouMean(word, stages);
  if (meant === "" && /^\w[\w.-]{0,79}$/.test(word) && !/^(stem|layer\d)/.test(layer)) return word; // another family's: names are as they are there
  throw new UsageError("usage-bad-value", `--layer: ${JSON.stringify(word)} is not one of ${stages.join(", ")}, nor a block such as layer3.0.${meant}`);
}

/** @throws UsageError "usage-contradiction" for a method without a layer that fits */
export function refuseMethodsWithoutLayer(methods: readonly Method[], layers: readonly string[]): void {
  const misfit = methods.find(usesLastLayerOnly);
  if (!misfit || layers.some(mayBeLast)) return;
  throw new UsageError("usage-contradiction",
    `${misfit.title} is made of what lies behind the last layer, and so fits that only, not ${layers.join(", ")}. ` +
    `Use --method grad-cam there, or add --layer ${lastLayer}.`);
}

/** @param layers as typed: the default is nobody's mistake. @throws UsageError "usage-contradiction" for a layer without a method */
export function refuseIdleLayers(methods: readonly Method[], layers: readonly string[]): void {
  const idle = layers.find((layer) => !methods.some((method) => !usesNoLayer(method) && (mayBeLast(layer) || !usesLastLayerOnly(method))));
  if (idle === undefined) return;
  throw new UsageError("usage-contradiction",
    `--layer ${idle} is used by none of ${methods.map(({ name }) => name).join(", ")}. Leave it out, or add --method grad-cam.`);
}
