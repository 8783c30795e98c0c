// What --method may say: names of methods, several in one word or one after the other, or "all".
import { type Method, methods, pytorchGradCamMethods, torchCamMethods, usesLastLayerOnly } from "@camlucida/cam";
import { UsageError } from "../errors/errors.ts";
import { lastLayer } from "./layer_names.ts";
import type { Compatibility } from "./option_table.ts";
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
  const fitting = offered.filter((method) => layers.includes(lastLayer) || !usesLastLayerOnly(method));
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
