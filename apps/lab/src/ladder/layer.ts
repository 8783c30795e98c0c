// The convolution that every rung computes.
import { conv, elements, Graph, workOf, type ConvStep, type Value } from "@camlucida/tensor";
import { byReference, seeded, type ConvNumbers } from "@camlucida/tensor/lab";

/** A 3×3 convolution of one image, stride 1, as large as its input. */
export interface Layer {
  readonly side: number; //     of the map
  readonly channels: number; // of input and output
}

/** Of layer1 of a ResNet-18 over a photograph of 224×224 pixels, one of four. */
export const layer1: Layer = { side: 56, channels: 64 };

export interface LayerGraph {
  readonly graph: Graph;
  readonly output: Value;
  readonly step: ConvStep;
  readonly numbers: ConvNumbers;
  readonly operations: number; // a multiply-add counts two
}

export interface LayerCase extends LayerGraph {
  readonly expected: Float32Array; // by the reference
}

export function caseOf(layer: Layer): LayerCase {
  const asked = graphOf(layer);
  return { ...asked, expected: byReference(asked.step, asked.numbers) };
}

export function graphOf({ side, channels }: Layer): LayerGraph {
  const shape = [1, side, side, channels];
  const numbers = { image: seeded(1, elements(shape)), weight: seeded(2, 9 * channels * channels, Math.sqrt(1 / channels)), bias: seeded(3, channels) };
  const graph = new Graph();
  const weight = graph.parameter("weight", [3, 3, channels, channels], numbers.weight);
  const output = conv(graph, "output", graph.input("image", shape), weight, graph.parameter("bias", [channels], numbers.bias), { padding: 1 });
  const step = graph.steps[0] as ConvStep;
  return { graph, output, step, numbers, operations: workOf(step).operations };
}

/** What a rung was expected to take, and what it took. */
export interface MeasuredRung {
  readonly number: number;
  readonly name: string;
  readonly file: string;
  readonly predicted: number | undefined; // ms; of the first rung, by which the others are predicted, nothing
  readonly milliseconds: number; // the fastest of the rounds: whatever else the machine does makes none faster
  readonly operations: number; // of the definition
  readonly done: number; // of them, in truth: Winograd's forms do fewer
  readonly difference: number; // the largest from the reference, of the reference's largest number
}

/** Of one kind of rung, on one machine. */
export interface Ladder {
  readonly machine: string;
  readonly layer: Layer;
  readonly ceiling: number; // GFLOP/s
  readonly rows: readonly MeasuredRung[];
}

export const least = (numbers: readonly number[]): number => Math.min(...numbers);

/** The largest |found − expected|, of the largest |expected|; NaN where there is one. */
export function relativeDifference(found: Float32Array, expected: Float32Array): number {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return found.reduce((most, value, at) => (Number.isNaN(value) ? NaN : Math.max(most, Math.abs(value - (expected[at] ?? NaN)))), 0) / largest;
}
