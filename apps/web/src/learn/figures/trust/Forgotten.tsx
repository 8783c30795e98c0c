// Part by part, from the answer back to the picture, a copy of the network forgets what it has learnt: which maps notice?
import type { DrawnMap } from "@camlucida/cam";
import { useEffect, useState } from "preact/hooks";
import type { Inside } from "../../../engine/protocol.ts";
import { rankCorrelation } from "../../arithmetic/rank_correlation.ts";
import { SourceMark } from "../../../sources/SourceMark.tsx";
import type { FigureProps } from "../../figure.ts";
import { MapPicture } from "../../parts/MapPicture.tsx";
import { fixed } from "../../parts/numbers.ts";
import { Stepper } from "../../parts/Stepper.tsx";
import type { TrustWords } from "../trust.words.ts";

const SEED = 1;
const methods = ["grad-cam", "guided-backpropagation"] as const;

interface ForgottenProps extends FigureProps {
  readonly words: TrustWords;
  readonly classIndex: number;
}

export function Forgotten({ page, material, words, classIndex }: ForgottenProps) {
  const parts = partsWithNumbers(material.inside);
  const [count, setCount] = useState(0);
  const forgotten = parts.slice(0, count);
  const learnt = useMaps({ page, material }, [], classIndex);
  const found = useMaps({ page, material }, forgotten, classIndex);
  return (
    <section class="trust-part" aria-label={words.forgotten}>
      <h3>{words.forgotten} <SourceMark page={page} path="packages/tensor/src/graph/with_numbers.ts" name="withNumbers" /></h3>
      <Stepper label={words.parts} value={count} last={parts.length} choose={setCount} playLabel={words.play} rate={1} say={(value) => String(value)} />
      <p role="status" data-forgotten={found?.of}>{found?.of === forgotten.join(", ") ? words.shuffled(forgotten.join(", ")) : words.judging}</p>
      {learnt && found && methods.map((method, at) => {
        const [before, now] = [learnt.maps[at], found.maps[at]];
        if (!before || !now) return null;
        const alike = rankCorrelation(before.values, now.values);
        return (
          <div key={method} class="maps-besides" data-method={method} data-alike={alike}>
            <p><strong>{words.rankings[method]}</strong> {words.alike(Number.isFinite(alike) ? fixed(alike, 2) : "–")} <SourceMark page={page} path="apps/web/src/learn/arithmetic/rank_correlation.ts" name="rankCorrelation" /></p>
            {([[words.learnt, before], [words.now, now]] as const).map(([title, map]) => (
              <figure key={title}>
                <MapPicture label={`${words.rankings[method]}: ${title}`} values={map.values} height={map.height} width={map.width} colours="signed" />
                <figcaption>{title}</figcaption>
              </figure>
            ))}
          </div>
        );
      })}
    </section>
  );
}

interface Found {
  readonly of: string; // the parts that are forgotten
  readonly maps: readonly DrawnMap[];
}

/** Those of before stay until others are there. */
function useMaps({ page, material: { engine, model, photo } }: FigureProps, stages: readonly string[], classIndex: number): Found | undefined {
  const [found, setFound] = useState<Found | undefined>(undefined);
  const of = stages.join(", ");
  useEffect(() => {
    let current = true;
    const layer = model.layers.at(-1) ?? "";
    const requests = methods.map((method) => ({ method, layer }));
    engine.randomisedMaps(stages, SEED, requests, classIndex).then((maps) => { if (current) setFound({ of, maps }); }, (error: unknown) => { if (current) page.report(error); });
    return () => { current = false; };
  }, [of, classIndex, model, photo]);
  return found;
}

/** The network's parts that have numbers to forget, the last first. */
export function partsWithNumbers({ layers }: Pick<Inside, "layers">): readonly string[] {
  return [...new Set(layers.filter(({ parameters, stage }) => parameters.length > 0 && stage !== "").map(({ stage }) => stage))].toReversed();
}
