// That a class map adds up to its logit: of a contrast, that both do.
import type { PageSight } from "../page/sight.ts";
import { mapOf, residualOf } from "../page/sight.ts";
import type { Target } from "../engine/protocol.ts";
import type { Text } from "../text/en.ts";
import { signed } from "../text/numbers.ts";

interface ProofProps {
  readonly sight: PageSight;
  readonly target: Target;
  readonly text: Text;
  labelOf(classIndex: number): string;
}

export function Proof({ sight, target: { classIndex, against }, text, labelOf }: ProofProps) {
  const words = text.cell;
  const involved = against ? [classIndex, against.classIndex] : [classIndex];
  return (
    <>
      {involved.map((index) => {
        const { values } = mapOf(sight, { classIndex: index });
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const bias = sight.bias[index] as number;
        const proof = words.proof(mean.toFixed(3), signed(bias), (mean + bias).toFixed(3), (sight.logits[index] as number).toFixed(3));
        return <p key={index} class="proof">{against ? words.proofOf(labelOf(index), proof) : proof} <small>{words.residual(residualOf(sight, index).toExponential(1))}</small></p>;
      })}
    </>
  );
}
