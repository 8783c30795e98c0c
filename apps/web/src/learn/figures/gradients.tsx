// The gradient of a logit, walked backwards from value to value: its map, what each layer hands back to one number, and beside it what
// the logit really does when that number is changed.
import { useMemo, useState } from "preact/hooks";
import { SourceMark } from "../../sources/SourceMark.tsx";
import { type BackwardStep, indexOf, logitsOf, type NumberPlace, strongestPlace, wayBack } from "../arithmetic/backwards.ts";
import type { FigureProps } from "../figure.ts";
import { useLoaded } from "../loaded.ts";
import { ChannelChoice } from "../parts/ChannelChoice.tsx";
import { ClassChoice } from "../parts/ClassChoice.tsx";
import { plain } from "../parts/numbers.ts";
import { Stepper } from "../parts/Stepper.tsx";
import { ComesBack } from "./gradients/ComesBack.tsx";
import { Difference } from "./gradients/Difference.tsx";
import { GradientMaps } from "./gradients/GradientMaps.tsx";
import { stepNumbers } from "./gradients/step_numbers.ts";
import { type GradientsWords, words as texts } from "./gradients.words.ts";
import "./numbers.css";
import "./gradients.css";

export default function Gradients({ page, material }: FigureProps) {
  const words = texts[page.language.value];
  const { layers } = material.inside;
  const way = useMemo(() => wayBack(layers, logitsOf(layers), layers[0]?.inputs[0]?.name ?? ""), [layers]);
  const [chosenClass, chooseClass] = useState<number | undefined>(undefined);
  const [wanted, go] = useState<number | undefined>(undefined);
  const classIndex = chosenClass !== undefined && chosenClass < material.model.classes ? chosenClass : material.photo.prediction.ranking[0] ?? 0;
  const firstGate = way.findIndex(({ readers }) => readers.some(({ op }) => op === "relu"));
  const at = Math.min(wanted ?? Math.max(1, firstGate), way.length - 1);
  const step = way[at];
  if (!step || way.length < 2) return <p class="note">{words.none}</p>;
  const nameOf = ({ name, op }: BackwardStep): string => (op === "" ? words.image : name);
  return (
    <div class="numbers-figure gradients-figure">
      <div class="choices">
        <ClassChoice label={words.classOf} material={material} value={classIndex} choose={chooseClass} />
        <SourceMark page={page} path="packages/tensor/src/graph/adjoint.ts" name="adjoint" />
      </div>
      <Stepper label={words.back} value={at - 1} last={way.length - 2} choose={(to) => go(to + 1)} playLabel={words.play} rate={1} say={(to) => String(to + 1)} />
      <WayBack words={words} way={way} at={at} nameOf={nameOf} />
      <OneStep key={step.shape.join()} page={page} material={material} words={words} step={step} name={nameOf(step)} classIndex={classIndex} />
    </div>
  );
}

interface WayBackProps {
  readonly words: GradientsWords;
  readonly way: readonly BackwardStep[];
  readonly at: number;
  nameOf(step: BackwardStep): string;
}

/** Where on the way one is: the values before and behind. */
function WayBack({ words, way, at, nameOf }: WayBackProps) {
  const first = Math.max(0, Math.min(at - 2, way.length - 6));
  return (
    <ol class="way-back" aria-label={words.way}>
      {first > 0 && <li class="more" aria-hidden="true">…</li>}
      {way.slice(first, first + 6).map((step, offset) => (
        <li key={step.name} class={first + offset === at ? "chosen" : ""} aria-current={first + offset === at ? "step" : undefined}>
          {first + offset > 0 && <span aria-hidden="true">← </span>}<code>{first + offset === 0 ? words.logit : nameOf(step)}</code>
        </li>
      ))}
      {first + 6 < way.length && <li class="more" aria-hidden="true">← …</li>}
    </ol>
  );
}

interface OneStepProps extends FigureProps {
  readonly words: GradientsWords;
  readonly step: BackwardStep;
  readonly name: string; // as it is shown
  readonly classIndex: number;
}

/** Of values of one shape: what is chosen stays from one to the next. */
function OneStep({ page, material, words, step, name, classIndex }: OneStepProps) {
  const numbers = useLoaded(page, () => stepNumbers(material, step, classIndex), [material, step, classIndex]);
  const [chosen, choose] = useState<NumberPlace | undefined>(undefined);
  if (!numbers) return <p class="note figure-place">{page.text.value.working}</p>;
  const place = chosen ?? strongestPlace(step.shape, numbers.gradient);
  const at = indexOf(step.shape, place);
  const channels = step.shape.at(-1) ?? 1;
  return (
    <>
      <div class="choices">
        <p class="step-name"><code>{name}</code> [{step.shape.slice(1).join(", ")}]</p>
        {step.shape.length === 4 && channels > 1 && <ChannelChoice label={words.channel} channels={channels} value={place.channel} choose={(channel) => choose({ ...place, channel })} />}
      </div>
      <GradientMaps words={words} step={step} name={name} numbers={numbers} place={place} choose={choose} />
      <p>{words.here(plain(numbers.value[at] as number, 5))}</p>
      <div class="two-ways">
        <ComesBack page={page} words={words} step={step} numbers={numbers} place={place} classIndex={classIndex} />
        <Difference page={page} words={words} engine={material.engine} layer={step.name} index={at} classIndex={classIndex} gradient={numbers.gradient[at] as number} />
      </div>
    </>
  );
}
