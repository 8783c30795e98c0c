// What a shader came to: its time and its error beside those of the layer's own, the map beside what it was, and the classes.
import { classMapOf, probabilitiesFrom, type ClassMaps } from "@camlucida/cam";
import type { InsideLayer } from "../../../engine/protocol.ts";
import type { ShaderRun } from "../../../engine/shader_protocol.ts";
import { percent, scaled } from "../../../text/language.ts";
import type { Material } from "../../material.ts";
import { rangeOf } from "../../parts/colours.ts";
import { MapPicture } from "../../parts/MapPicture.tsx";
import { plain } from "../../parts/numbers.ts";
import type { GpuWords } from "../gpu.words.ts";

/** A shader that ran. */
export type Ran = Extract<ShaderRun, { compiled: true }>;

interface ShaderResultProps {
  readonly words: GpuWords;
  readonly material: Material;
  readonly layer: InsideLayer;
  readonly own: Ran | undefined;
  readonly yours: Ran | undefined;
}

export function ShaderResult({ words, material, layer, own, yours }: ShaderResultProps) {
  const row = (name: string, kind: string, run: Ran | undefined) => (
    <tr key={kind} data-run={kind}>
      <th scope="row">{name}</th>
      <td>{run ? `${plain(run.milliseconds, 3)} ms` : "…"}</td>
      <td>{run && layer.operations > 0 ? scaled((layer.operations / run.milliseconds) * 1000, "FLOP/s") : ""}</td>
      <td data-difference={run?.difference}>{run ? plain(run.difference, 3) : ""}</td>
    </tr>
  );
  return (
    <>
      <div class="scrolls" tabIndex={0} role="group" aria-label={words.times}>
        <table class="shader-times">
          <thead><tr><td /><th scope="col">{words.time}</th><th scope="col">{words.rate}</th><th scope="col">{words.difference}</th></tr></thead>
          <tbody>{row(words.own, "own", own)}{yours && row(words.yours, "yours", yours)}</tbody>
        </table>
      </div>
      <p class="note">{words.largest(plain(own?.largest ?? yours?.largest ?? 0, 3))}</p>
      {yours && <MapsBesides words={words} material={material} now={yours.prediction} />}
    </>
  );
}

/** The map of the class that the network saw first, before and now, on one scale; and what it sees now. */
function MapsBesides({ words, material: { model, photo: { prediction } }, now }: { readonly words: GpuWords; readonly material: Material; readonly now: ClassMaps }) {
  const classIndex = prediction.ranking[0] ?? 0;
  const label = model.labels[classIndex] ?? String(classIndex);
  const answers = ([["before", words.before, prediction], ["now", words.now, now]] as const).map(([kind, title, answer]) => ({ kind, title, answer, seen: answerOf(answer.logits, model.labels) }));
  const maps = answers.map(({ answer }) => (answer.classMaps.length > 0 ? classMapOf(answer, { classIndex }).values : undefined));
  const range = rangeOf(maps.flatMap((map) => Array.from(map ?? [])), "signed");
  return (
    <div class="maps-besides">
      {answers.map(({ kind, title, answer, seen }, at) => {
        const map = maps[at];
        return (
          <figure key={kind} data-map={kind} data-values={map && Array.from(map).join(" ")}>
            <figcaption><strong>{title}</strong> {words.sees(seen.map(({ name, share }) => `${name} ${share}`).join(", "))}</figcaption>
            {map && <MapPicture label={words.mapOf(label, title)} values={map} height={answer.mapHeight} width={answer.mapWidth} colours="signed" range={range} />}
          </figure>
        );
      })}
      {maps[0] ? <p class="note">{words.scale(label, plain(range.high, 3))}</p> : <p class="note">{words.noMap}</p>}
    </div>
  );
}

/** The three most probable classes. */
function answerOf(logits: Float32Array, labels: readonly string[]): readonly { readonly name: string; readonly share: string }[] {
  if (!logits.every(Number.isFinite)) return [{ name: "NaN", share: "" }];
  const shares = probabilitiesFrom(logits);
  return Array.from(shares.keys()).sort((a, b) => (shares[b] as number) - (shares[a] as number)).slice(0, 3).map((at) => ({ name: labels[at] ?? String(at), share: percent(shares[at] as number) }));
}
