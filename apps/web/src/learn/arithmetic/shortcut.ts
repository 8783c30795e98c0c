// A residual block in a network of any kind: where two ways from one value meet again in a sum. The shorter way is the shortcut: the
// value itself, or a projection of it where its channels or its size change.
//
//   y = f(F(x) + x)   or   y = f(F(x) + P(x)),      ∂y/∂x = f′ · (∂F/∂x + 1)
import type { InsideLayer } from "../../engine/protocol.ts";

export interface ResidualBlock {
  readonly sum: InsideLayer; // the addition
  readonly input: string; // x: where the ways part
  readonly residual: string; // F(x)
  readonly shortcut: string; // x itself, or P(x)
  readonly isIdentity: boolean;
  readonly convolutions: number; // on the way of F
  readonly readElsewhere: number; // layers that read x and are no part of the block
  readonly after: InsideLayer | undefined; // the ReLU of the sum, where there is one
}

/** Of every addition of two values that come from one. */
export function residualBlocksOf(layers: readonly InsideLayer[]): readonly ResidualBlock[] {
  const makers = new Map(layers.map((layer, at) => [layer.name, { layer, at }]));
  return layers.filter(({ op, inputs }) => op === "add" && inputs.length === 2).flatMap((sum) => {
    const [first, second] = sum.inputs.map(({ name }) => waysBack(makers, name)) as [Way, Way];
    const input = nearestCommon(makers, first, second);
    if (input === undefined) return [];
    const [shortcut, residual] = stepsTo(input, first) <= stepsTo(input, second) ? [first, second] : [second, first];
    const isIdentity = shortcut.from === input;
    const between = [...residual.steps].filter(([name, steps]) => steps < stepsTo(input, residual) && name !== input);
    const convolutions = between.filter(([name]) => makers.get(name)?.layer.op.endsWith("conv")).length;
    const readElsewhere = layers.filter(({ name, inputs }) => name !== sum.name && inputs.some((value) => value.name === input) && !first.steps.has(name) && !second.steps.has(name)).length;
    const after = layers.find(({ op, inputs }) => op === "relu" && inputs[0]?.name === sum.name);
    return [{ sum, input, residual: residual.from, shortcut: shortcut.from, isIdentity, convolutions, readElsewhere, after }];
  });
}

/** All that a value is made of, with the least number of steps to each. */
interface Way {
  readonly from: string;
  readonly steps: ReadonlyMap<string, number>;
}

type Makers = ReadonlyMap<string, { readonly layer: InsideLayer; readonly at: number }>;

function waysBack(makers: Makers, from: string): Way {
  const steps = new Map([[from, 0]]);
  for (const name of steps.keys()) { // which grows meanwhile, nearest first
    for (const { name: before } of makers.get(name)?.layer.inputs ?? []) {
      if (!steps.has(before)) steps.set(before, (steps.get(name) as number) + 1);
    }
  }
  return { from, steps };
}

const stepsTo = (name: string, { steps }: Way): number => steps.get(name) ?? Infinity;

/** The last computed value that both are made of. */
function nearestCommon(makers: Makers, first: Way, second: Way): string | undefined {
  const common = [...first.steps.keys()].filter((name) => second.steps.has(name));
  return common.toSorted((a, b) => (makers.get(b)?.at ?? -1) - (makers.get(a)?.at ?? -1))[0];
}

/** How large numbers are, whatever their signs: √(mean of their squares). */
export const rootMeanSquare = (values: Float32Array): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
