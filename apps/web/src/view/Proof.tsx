// That a class map adds up to its logit: of a contrast, that both do.
import { evidenceFor, type ClassTarget } from "@camlucida/cam";
import { networkOf, type PagePrediction } from "../page/prediction.ts";
import type { Text } from "../text/en.ts";
import { signed } from "../text/numbers.ts";

interface ProofProps {
  readonly prediction: PagePrediction;
  readonly target: ClassTarget;
  readonly text: Text;
  labelOf(classIndex: number): string;
}

export function Proof({ prediction, target: { classIndex, against }, text, labelOf }: ProofProps) {
  const words = text.cell;
  const involved = against ? [classIndex, against.classIndex] : [classIndex];
  return (
    <>
      {involved.map((index) => {
        const { map, logit, residual } = evidenceFor(prediction, networkOf(prediction), index);
        const mean = map.reduce((sum, value) => sum + value, 0) / map.length;
        const bias = prediction.bias[index] as number;
        const proof = words.proof(mean.toFixed(3), signed(bias), (mean + bias).toFixed(3), logit.toFixed(3));
        return <p key={index} class="proof">{against ? words.proofOf(labelOf(index), proof) : proof} <small>{words.residual(residual.toExponential(1))}</small></p>;
      })}
    </>
  );
}
