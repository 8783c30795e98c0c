// How the gradient came back to one number: through each layer that reads it, and what they hand back together.
import { useMemo } from "preact/hooks";
import { SourceMark } from "../../../sources/SourceMark.tsx";
import { type BackwardStep, handedBackBy, type HandedBack, type NumberPlace, indexOf } from "../../arithmetic/backwards.ts";
import type { FigureProps } from "../../figure.ts";
import { Meeting } from "../../parts/Meeting.tsx";
import { plain } from "../../parts/numbers.ts";
import type { GradientsWords } from "../gradients.words.ts";
import type { StepNumbers } from "./step_numbers.ts";

interface ComesBackProps extends Pick<FigureProps, "page"> {
  readonly words: GradientsWords;
  readonly step: BackwardStep;
  readonly numbers: StepNumbers;
  readonly place: NumberPlace;
  readonly classIndex: number;
}

const ops = "packages/tensor/src/ops";

/** Where a rule is written, by its kind of layer. */
const sources: Readonly<Record<string, readonly [path: string, name: string]>> = {
  add: [`${ops}/add/add.ts`, "addOp"],
  relu: [`${ops}/relu/relu.ts`, "reluAdjoint"],
  batch_norm: [`${ops}/batch_norm/batch_norm.ts`, "batchNormOp"],
  global_average_pool: [`${ops}/global_average_pool/global_average_pool.ts`, "globalAveragePool"],
  linear: [`${ops}/linear/linear.ts`, "linearAdjointOp"],
  conv: [`${ops}/conv/conv_reference.ts`, "convAdjointReference"],
};

export function ComesBack({ page, words, step, numbers, place, classIndex }: ComesBackProps) {
  const parts = useMemo(() => step.readers.map((reader, at) => ({
    reader, handed: handedBackBy(reader, place, { gradient: new Float32Array(), parameters: [], ...numbers.readers[at], input: numbers.value }),
  })), [step, numbers, place]);
  const sum = parts.reduce((total, { handed }) => total + (handed?.value ?? NaN), 0);
  return (
    <section class="comes-back">
      <h3>{words.comesBack}</h3>
      <ul>
        {parts.map(({ reader, handed }) => {
          const [path, name] = sources[reader.op.endsWith("conv") ? "conv" : reader.op] ?? [];
          return (
            <li key={reader.name}>
              <strong>{words.through(reader.name, reader.op)}</strong>{handed ? sentence(words, handed, classIndex) : words.unknown(reader.op)}
              {path !== undefined && name !== undefined && <> <SourceMark page={page} path={path} name={name} /></>}
            </li>
          );
        })}
      </ul>
      {parts.length > 1 && Number.isFinite(sum) && <p>{words.roads(parts.map(({ handed }) => plain(handed?.value ?? NaN)).join(" + "))}</p>}
      {Number.isFinite(sum) && <Meeting words={words.meeting} own={sum} engine={numbers.gradient[indexOf(step.shape, place)] as number} />}
    </section>
  );
}

function sentence(words: GradientsWords, handed: HandedBack, classIndex: number): string {
  switch (handed.kind) {
    case "copied": return words.copied(plain(handed.value));
    case "gate": return (handed.open ? words.open : words.shut)(plain(handed.input), plain(handed.received));
    case "scaled": return words.scaled(plain(handed.scale), plain(handed.received), plain(handed.value));
    case "shared": return words.shared(plain(handed.received), handed.cells, plain(handed.value));
    case "weighed": {
      const [first] = handed.products;
      if (handed.outputs === 1 && first?.channel === classIndex && first.gradient === 1) return words.row(plain(first.weight));
      return words.weighed(handed.outputs, handed.products.map(({ y, x, channel, weight, gradient }) => words.product(y + 1, x + 1, channel, plain(weight, 3), plain(gradient, 3))).join("; "), plain(handed.value));
    }
  }
}
