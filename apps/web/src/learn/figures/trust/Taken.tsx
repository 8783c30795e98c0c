// Deletion and insertion: the picture without what a map marks most, and how probable the class is then.
import { type DrawnMap, enlarge, type Image, type Region } from "@camlucida/cam";
import { useEffect, useMemo, useState } from "preact/hooks";
import { smaller, valuesAlone } from "../../../drawing/draw.ts";
import type { JudgedMap } from "../../../engine/protocol.ts";
import { percent } from "../../../text/language.ts";
import { SourceMark } from "../../../sources/SourceMark.tsx";
import { Choice } from "../../../view/controls.tsx";
import type { FigureProps } from "../../figure.ts";
import { MapPicture } from "../../parts/MapPicture.tsx";
import { Stepper } from "../../parts/Stepper.tsx";
import type { TrustWords } from "../trust.words.ts";
import { Curves } from "./Curves.tsx";

const rankings = ["grad-cam", "reverse", "input-gradient", "guided-backpropagation", "chance"] as const;
type Ranking = (typeof rankings)[number];

const MOST = 320; // pixels of the picture's longer side

interface TakenProps extends FigureProps {
  readonly words: TrustWords;
  readonly classIndex: number;
}

export function Taken({ page, material, words, classIndex }: TakenProps) {
  const [ranking, setRanking] = useState<Ranking>("grad-cam");
  const [step, setStep] = useState(0);
  const judged = useJudged({ page, material }, ranking, classIndex);
  const { preview, region } = material.photo;
  const part = useMemo(() => smaller({ image: preview, region }, MOST), [preview, region]);
  const places = useMemo(() => judged && placesOf(judged.map, part.region), [judged?.map, part]);
  const last = judged ? judged.curves.deletion.length - 1 : 1;
  const at = Math.min(step, last);
  const taken = useMemo(() => (places ? without(part.image, part.region, places, at / last) : part.image), [places, part, at, last]);
  const label = material.model.labels[classIndex] ?? String(classIndex);
  const seen = judged?.curves.deletion[at];
  return (
    <section class="trust-part" aria-label={words.taken}>
      <h3>{words.taken} <SourceMark page={page} path="packages/cam/src/metrics/curve.ts" name="deletion" /></h3>
      <Choice label={words.ranking} value={ranking} choices={rankings.map((name): [Ranking, string] => [name, words.rankings[name]])} choose={(name) => setRanking(name)} />
      <Stepper label={words.away} value={at} last={last} choose={setStep} playLabel={words.play} rate={6} say={(value) => percent(value / last)} />
      <div class="maps-besides">
        <figure>
          <MapPicture label={words.without(percent(at / last))} image={taken} height={part.image.height} width={part.image.width} />
          <figcaption><span role="status" data-seen={seen}>{seen === undefined ? words.judging : words.probability(label, percent(seen))}</span></figcaption>
        </figure>
        {judged && <Curves words={words} curves={judged.curves} at={at} />}
      </div>
    </section>
  );
}

interface Judged {
  readonly map: DrawnMap;
  readonly curves: JudgedMap;
}

function useJudged({ page, material: { engine, model, photo } }: FigureProps, ranking: Ranking, classIndex: number): Judged | undefined {
  const [judged, setJudged] = useState<Judged | undefined>(undefined);
  useEffect(() => {
    let current = true;
    setJudged(undefined);
    const find = async (): Promise<void> => {
      const ask = async (method: string): Promise<DrawnMap> => valuesAlone(await engine.ask({ method, layer: model.layers.at(-1) ?? "", target: { classIndex } }));
      const map = ranking === "chance" ? byChance() : ranking === "reverse" ? reversed(await ask("grad-cam")) : await ask(ranking);
      const curves = await engine.judgeMap(map, classIndex);
      if (current) setJudged({ map, curves });
    };
    find().catch((error: unknown) => { if (current) page.report(error); });
    return () => { current = false; };
  }, [ranking, classIndex, model, photo]);
  return judged;
}

const reversed = ({ values, ...map }: DrawnMap): DrawnMap => ({ ...map, values: values.map((value) => -value) });

/** A map that knows nothing, the same each time. Knuth's multiplier spreads the cells' numbers. */
function byChance(): DrawnMap {
  const side = 16;
  return { method: "chance", width: side, height: side, values: Float32Array.from({ length: side * side }, (_, at) => ((at * 2_654_435_761) >>> 0) / 2 ** 32) };
}

/** Pixels of the region, the most relevant first. [h·w], from its upper left corner */
function placesOf(map: DrawnMap, { width, height }: Region): Uint32Array {
  const values = enlarge(map.values, map.width, map.height, Math.round(width), Math.round(height));
  return Uint32Array.from(values.keys()).sort((a, b) => (values[b] as number) - (values[a] as number) || a - b);
}

/** @param share 0 … 1 of the region's pixels that become grey */
function without({ width, height, data }: Image, region: Region, places: Uint32Array, share: number): Image {
  const changed = data.slice();
  const [left, top, across] = [Math.round(region.x), Math.round(region.y), Math.round(region.width)];
  for (const place of places.subarray(0, Math.round(share * places.length))) {
    const [x, y] = [left + (place % across), top + Math.floor(place / across)];
    if (x < width && y < height) changed.set([128, 128, 128, 255], 4 * (y * width + x));
  }
  return { width, height, data: changed };
}
