// A network whose logits are NaN or infinite, and the weights that are to blame.
import { countNotFinite, notFiniteIn, type Checkpoint, type NotFinite } from "@camlucida/tensor";
import { NetworkError } from "../errors/errors.ts";
import type { Prediction } from "./prediction.ts";

/** How many tensors a message names. */
const named = 3;

/**
 * @param passedOver names of weights that are not finite, where the device does not promise to hand such numbers on
 * @returns what is wrong with any prediction; undefined for one whose numbers can be believed
 */
export function faultFinder(checkpoint: Checkpoint, passedOver: readonly string[]): (prediction: Pick<Prediction, "logits">) => NetworkError | undefined {
  let broken: readonly NotFinite[] | undefined; // searched once, in the whole file
  return ({ logits }) => {
    const count = countNotFinite(logits);
    if (count === 0 && passedOver.length === 0) return undefined;
    broken ??= notFiniteIn(checkpoint);
    const what = count > 0
      ? `${count} of its ${logits.length} logits ${count === 1 ? "is" : "are"} NaN or infinite`
      : "weights are NaN or infinite, which a GPU passes over";
    return new NetworkError("logits-not-finite", `The network gives no answer: ${what}. ${causeOf(broken, passedOver)}`);
  };
}

function causeOf(broken: readonly NotFinite[], passedOver: readonly string[]): string {
  const again = "Save or obtain the checkpoint again.";
  if (broken.length > 0) {
    const places = broken.slice(0, named).map(({ name, count, length }) => `${name} (${count} of ${length} numbers)`);
    return `Not finite in the checkpoint: ${places.join(", ")}${others(broken.length)}. ${again}`;
  }
  if (passedOver.length > 0) return `Not finite once batch-norm is folded in: ${passedOver.slice(0, named).join(", ")}${others(passedOver.length)}. ${again}`;
  return "Every number in the checkpoint is finite: they grow beyond float32 on the way. Check that it was trained, and its batch-norm statistics above all.";
}

const others = (count: number): string => (count > named ? ` and ${count - named} more` : "");
