// One layer weighed by several methods: the channels' weights as bars beside each other, one channel's features and gradient, the maps
// over the photograph, and by how much they differ: at the last layer not at all.
import { methodNamed } from "@camlucida/cam";
import { useMemo, useState } from "preact/hooks";
import { SourceMark } from "../../sources/SourceMark.tsx";
import { Choice } from "../../view/controls.tsx";
import { largestShare, loudestChannels } from "../arithmetic/method_weights.ts";
import type { FigureProps } from "../figure.ts";
import { useLoaded } from "../loaded.ts";
import { fixed } from "../parts/numbers.ts";
import { ClassChoice } from "../parts/ClassChoice.tsx";
import { MethodMaps } from "./methods/MethodMaps.tsx";
import { OneChannel } from "./methods/OneChannel.tsx";
import { type Weighed, weigh } from "./methods/weighed.ts";
import { WeightTable, type MethodWeights } from "./methods/WeightTable.tsx";
import { camSentence, words as texts } from "./methods.words.ts";
import "./numbers.css";
import "./methods.css";

const SHOWN = 8; // channels

export default function Methods({ page, material }: FigureProps) {
  const words = texts[page.language.value];
  const { layers } = material.model;
  const [wanted, wantLayer] = useState("");
  const [chosenClass, chooseClass] = useState<number | undefined>(undefined);
  const layer = layers.includes(wanted) ? wanted : beforeTheLast(layers);
  const classIndex = chosenClass !== undefined && chosenClass < material.model.classes ? chosenClass : material.photo.prediction.ranking[0] ?? 0;
  const weighed = useLoaded(page, () => weigh(material, layer, classIndex), [material, layer, classIndex]);
  return (
    <div class="numbers-figure methods-figure">
      <div class="choices">
        <Choice label={words.layer} value={layer} choices={layers.map((name) => [name, name])} choose={wantLayer} />
        <ClassChoice label={words.classOf} material={material} value={classIndex} choose={chooseClass} />
        <SourceMark page={page} path="packages/cam/src/methods/index.ts" name="methods" />
      </div>
      {weighed ? <OneLayer key={`${layer} ${classIndex}`} page={page} material={material} weighed={weighed} /> : <p class="note figure-place">{page.text.value.working}</p>}
    </div>
  );
}

/** The last stage's predecessor: there the methods differ. */
function beforeTheLast(layers: readonly string[]): string {
  const last = layers.at(-1) ?? "";
  return layers.findLast((name) => !name.startsWith(last)) ?? last;
}

interface OneLayerProps extends FigureProps {
  readonly weighed: Weighed;
}

function OneLayer({ page, material, weighed }: OneLayerProps) {
  const words = texts[page.language.value];
  const { maps, row } = weighed;
  const methods = useMemo(() => methodWeights(maps, row), [maps, row]);
  const shown = useMemo(() => loudestChannels(methods.map(({ weights }) => weights), SHOWN), [methods]);
  const [chosen, choose] = useState(shown[0] ?? 0);
  const channels = methods[0]?.weights.length ?? 0;
  return (
    <>
      <p class="meets" role="status">{meets(page, weighed)} <SourceMark page={page} path="packages/cam/src/methods/weighted_sum.ts" name="channelDot" /></p>
      <MethodMaps page={page} material={material} words={words} maps={maps} />
      <section>
        <h3>{words.weights(shown.length, channels)}</h3>
        <WeightTable label={words.weights(shown.length, channels)} words={words} methods={methods} channels={shown} chosen={chosen} choose={choose} />
        <p class="note">{words.weightsNote}</p>
      </section>
      <OneChannel page={page} words={words} weighed={weighed} methods={methods} channel={chosen} />
    </>
  );
}

/** Of the methods that weigh a channel as a whole. */
function methodWeights(maps: Weighed["maps"], row: Float32Array | undefined): readonly MethodWeights[] {
  const own = ["grad-cam", "grad-cam++", "xgrad-cam"].flatMap((name) => {
    const weights = maps.get(name)?.sum?.weights;
    return weights ? [{ name, title: methodNamed(name).title, weights }] : [];
  });
  return [...(row ? [{ name: "cam", title: "CAM", weights: row }] : []), ...own];
}

/** Whether the maps are one, with the number. */
function meets(page: FigureProps["page"], { maps, isLast }: Weighed): string {
  const language = page.language.value;
  const [grad, hires, xgrad, cam] = ["grad-cam", "hirescam", "xgrad-cam", "cam"].map((name) => maps.get(name)?.values);
  if (!grad || !hires || !xgrad) return "";
  const difference = Math.max(largestShare(grad, hires), largestShare(grad, xgrad));
  if (!isLast) return texts[language].before(percent(difference));
  if (!cam) return texts[language].otherHead(percent(difference));
  return texts[language].atLast(tiny(difference), grad.length, camSentence[language](grad.length, tiny(largestShare(cam, grad, grad.length))));
}

const percent = (share: number): string => `${fixed(100 * share, 1)} %`;
const tiny = (share: number): string => (share === 0 ? "0" : share.toExponential(1).replaceAll("-", "−"));
