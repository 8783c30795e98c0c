// What one cell adds to the logit, by which channels, and the sum that proves it.
import { contributionsAt, featureMapOf, type CellContributions } from "@camlucida/cam";
import { useEffect, useMemo, useState } from "preact/hooks";
import { draw } from "../drawing/draw.ts";
import { smaller } from "../drawing/smaller.ts";
import type { Page } from "../page/page.ts";
import { mapOf, residualOf } from "../page/sight.ts";
import { signed } from "../text/numbers.ts";
import { Picture } from "./Picture.tsx";

const STRONGEST = 4; // channels
const WIDEST = 256; // CSS pixels in which a channel's picture is shown

export function CellPanel({ page }: { readonly page: Page }) {
  const { text, photo, cell, target } = page;
  const words = text.value.cell;
  const sight = photo.value?.sight;
  const { classIndex } = target.value;
  const weights = useWeights(page, classIndex);
  if (!sight) return null;
  const { values, width, height } = mapOf(sight, { classIndex });
  const current = cell.value && cell.value.x < width && cell.value.y < height ? cell.value : undefined;
  const share = current ? (values[current.y * width + current.x] as number) / values.length : 0;
  const found = current && weights && sight.features ? contributionsAt({ ...sight, features: sight.features }, weights, current) : undefined;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const bias = sight.bias[classIndex] as number;
  return (
    <section class="panel" aria-labelledby="cell-title">
      <h2 id="cell-title">{text.value.sections.cell}</h2>
      {current
        ? <p class="adds" role="status"><strong>{words.adds(signed(share), page.labelOf(classIndex))}</strong> <small>{words.where(current.y + 1, current.x + 1)}</small></p>
        : <p class="note">{words.hint}</p>}
      {current && !sight.features && <p class="note">{words.noFeatures}</p>}
      {found && <Channels page={page} found={found} cells={values.length} />}
      <p class="proof">{words.proof(mean.toFixed(3), signed(bias), (mean + bias).toFixed(3), (sight.logits[classIndex] as number).toFixed(3))} <small>{words.residual(residualOf(sight, classIndex).toExponential(1))}</small></p>
    </section>
  );
}

function Channels({ page, found, cells }: { readonly page: Page; readonly found: CellContributions; readonly cells: number }) {
  const words = page.text.value.cell;
  const shown = page.photo.value;
  const features = shown?.sight?.features;
  const part = useMemo(() => shown && smaller({ image: shown.preview, region: shown.region }, WIDEST * Math.min(2, devicePixelRatio)), [shown]);
  if (!shown?.sight || !features || !part) return null;
  const { sight } = shown;
  return (
    <>
      <h3>{words.channels}</h3>
      <ul class="channels">
        {found.strongest.slice(0, STRONGEST).map(({ channel, contribution }) => {
          const map = { method: "cam", values: featureMapOf({ ...sight, features }, channel), width: sight.mapWidth, height: sight.mapHeight };
          const label = `${words.channel(channel)}: ${signed(contribution / cells)}`;
          return (
            <li key={channel}>
              <Picture image={draw(map, part.image, part.region, { view: "positive", colours: "inferno", opacity: 0.6, cells: false }).overlay} label={label} />
              <span>{label}</span>
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** fc's row of the class, from the engine. */
function useWeights(page: Page, classIndex: number): Float32Array | undefined {
  const [kept, keep] = useState<{ readonly of: number; readonly model: unknown; readonly weights: Float32Array } | undefined>(undefined);
  const model = page.model.value;
  useEffect(() => {
    if (!model || (kept?.of === classIndex && kept.model === model)) return;
    void page.client.engine.classWeights(classIndex).then((weights) => keep({ of: classIndex, model, weights }), page.report);
  }, [classIndex, model]);
  return kept?.of === classIndex && kept.model === model ? kept.weights : undefined;
}
