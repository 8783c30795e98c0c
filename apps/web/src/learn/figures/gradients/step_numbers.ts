// What the engine found at a value on the way back: its numbers, its gradient, and what its readers hand back.
import { type BackwardStep, logitsOf } from "../../arithmetic/backwards.ts";
import { parametersOf, valueNamed } from "../../loaded.ts";
import type { Material } from "../../material.ts";

/** What the engine found at a value on the way. */
export interface StepNumbers {
  readonly value: Float32Array;
  readonly gradient: Float32Array; // like the value
  readonly readers: readonly { readonly gradient: Float32Array; readonly parameters: readonly Float32Array[] }[]; // in the order of the step's readers
}

const LARGEST = 2 ** 22; // numbers of a layer's weights that are fetched to be shown

export async function stepNumbers(material: Material, { name, readers }: BackwardStep, classIndex: number): Promise<StepNumbers> {
  const { engine, inside, model } = material;
  const logits = logitsOf(inside.layers);
  const asked = [name, ...readers.map((reader) => reader.name).filter((reader) => reader !== logits)];
  const [value, gradients, parameters] = await Promise.all([
    valueNamed(material, name), engine.insideGradient(classIndex, asked),
    Promise.all(readers.map(async (reader) => (reader.parameters.every(({ shape }) => shape.reduce((a, b) => a * b, 1) <= LARGEST) ? parametersOf(material, reader) : []))),
  ]);
  const seed = Float32Array.from({ length: model.classes }, (_, index) => Number(index === classIndex));
  const gradientOf = (reader: string): Float32Array => (reader === logits ? seed : gradients[asked.indexOf(reader)]) as Float32Array;
  return { value, gradient: gradients[0] as Float32Array, readers: readers.map((reader, of) => ({ gradient: gradientOf(reader.name), parameters: parameters[of] ?? [] })) };
}
