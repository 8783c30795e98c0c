// Numbers of the engine for a figure, which come a little later.
import { useEffect, useState } from "preact/hooks";
import type { InsideLayer } from "../engine/protocol.ts";
import type { Page } from "../page/page.ts";
import type { Material } from "./material.ts";

/**
 * @param load asks for them, whenever what they are about is another
 * @param about what they are about
 * @returns undefined until they are there; never those of something else
 */
export function useLoaded<T>(page: Pick<Page, "report">, load: () => Promise<T>, about: readonly unknown[]): T | undefined {
  const [loaded, setLoaded] = useState<{ readonly value: T; readonly about: readonly unknown[] } | undefined>(undefined);
  useEffect(() => {
    let current = true;
    load().then((value) => { if (current) setLoaded({ value, about }); }, page.report);
    return () => { current = false; };
  }, about);
  return loaded && isSame(loaded.about, about) ? loaded.value : undefined;
}

export const isSame = (a: readonly unknown[], b: readonly unknown[]): boolean => a.length === b.length && a.every((one, at) => Object.is(one, b[at]));

/** What a layer is given, or makes, by its name: the network's input where no layer makes it. */
export async function valueNamed({ engine, inside }: Material, name: string): Promise<Float32Array> {
  return inside.layers.some((layer) => layer.name === name) ? engine.insideValue(name) : (await engine.insideInput()).values;
}

/** All that a layer knows beforehand, in its order. */
export const parametersOf = ({ engine }: Material, { parameters }: InsideLayer): Promise<Float32Array[]> =>
  Promise.all(parameters.map(({ name }) => engine.insideParameter(name)));
