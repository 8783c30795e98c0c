// What was found, as docs/onnx.md: a line for each operator, and every case that was left out with its reason.
import { agrees, TOLERANCE, type CaseOutcome } from "./run.ts";

/** A case, and what became of it. */
export interface CaseResult {
  readonly name: string;
  readonly operators: readonly string[];
  readonly opset: number;
  /** Undefined where it was left out. */
  readonly outcome?: CaseOutcome;
  /** Why it was left out. */
  readonly reason?: string;
  /** An operator that is not computed, on account of which it was. */
  readonly foreign?: string;
}

const isRight = ({ outcome }: CaseResult): boolean => outcome !== undefined && agrees(outcome);

/** Cases that had to agree, and did not. */
export const failures = (results: readonly CaseResult[]): readonly CaseResult[] => results.filter((result) => result.outcome && !isRight(result));

export function reportOf(results: readonly CaseResult[], computed: ReadonlySet<string>, devices: readonly string[], source: string): string {
  const run = results.filter(({ outcome }) => outcome);
  const foreign = results.filter((result) => result.foreign);
  return `# ONNX

What is computed of ONNX, opsets 7 to 22, and how it is shown. Written by \`npm run verify -- onnx\`: every case of the specification's own backend
tests (${source}) whose operators are computed and whose numbers are float32, on ${devices.join(", ")}. A case agrees where no number
differs by more than ${TOLERANCE} of the largest that is expected (at least 1), in the shape that is expected.

**${run.filter(isRight).length} of ${run.length} cases agree** on ${devices.length === 1 ? "it" : `all ${devices.length} devices`}. ${results.length - run.length} of ${results.length} are left out, each with its reason below.

A case's float32 inputs are tensors that the network computes; where an operator takes weights, its first input is, and the others are known
numbers, as in a file; of operators that are met on known numbers alone (DequantizeLinear of weights, Range, Floor) all are. Its first axis is that of the images of a batch, which never mix; what a case moves, joins or sums along that axis is computed
beside an axis of one image. Where a node has several outputs and the first is computed, that is compared. What is made of known numbers alone is
computed before anything runs.

## Operators

${table(["Operator", "Cases that agree", "At opsets"], operatorRows(results, computed))}

Operators without a case of their own here came with later opsets (Gelu and Mish) than the test data's, or have none in float32; they are held against
PyTorch's exports in [\`network.test.ts\`](../packages/tensor/src/onnx/network.test.ts) and [\`operators.test.ts\`](../packages/tensor/src/onnx/operators.test.ts).
What moved from an attribute to an input (Clip 11, Pad 11, Slice 10, Squeeze, Unsqueeze and ReduceSum 13, ReduceMean and the other reductions 18,
Dropout 12, Split 13, Upsample 9) and whose default changed (Softmax 13) is read by the opset that the file states.

## Functions of several nodes

What exporters write in several nodes is one step of the graph, as its own operator would be, where nothing else reads what lies between: SiLU
(x · Sigmoid(x)), Mish (Softplus, Tanh, Mul), hard swish and hard sigmoid (Add 3, Clip or Min and Max, Div 6, Mul), GELU (Div √2, Erf, Add 1, Mul), layer norm
(ReduceMean, Sub, Pow, ReduceMean, Add ε, Sqrt, Div), a channel shuffle (Reshape, Transpose, Reshape), a linear layer (MatMul, Add), a mean over all positions
(ReduceMean), weights that are dequantised (DequantizeLinear), and whatever is computed of shapes.

## Left out

${table(["Why", "Cases"], [...reasonRows(results)])}

Of operators that are not computed (${foreign.length} cases): ${countsOf(foreign.map((result) => result.foreign ?? "")).map(([op, count]) => `${op} ${count}`).join(", ")}.
A file that has one of them between the image and its output is refused with the node's name, its type, its opset and what would help.
`;
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

function operatorRows(results: readonly CaseResult[], computed: ReadonlySet<string>): string[][] {
  return [...computed].toSorted().map((op) => {
    const own = results.filter(({ operators, outcome }) => outcome && operators.includes(op));
    const opsets = [...new Set(own.map(({ opset }) => opset))].toSorted((a, b) => a - b);
    return [op, own.length === 0 ? "" : `${own.filter(isRight).length} of ${own.length}`, opsets.join(", ")];
  });
}

function* reasonRows(results: readonly CaseResult[]): Iterable<string[]> {
  const reasons = new Set(results.flatMap(({ reason }) => (reason ? [reason] : [])));
  for (const reason of reasons) yield [reason, results.filter((result) => result.reason === reason).map(({ name }) => name).join(", ")];
}

function countsOf(words: readonly string[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts].toSorted(([a], [b]) => a.localeCompare(b));
}
