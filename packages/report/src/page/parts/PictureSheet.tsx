// One map, large: the overlay's own file, or its thumbnail where that is not found; the answer, the numbers, the picture's other maps.
import { useState } from "preact/hooks";
import { answerOf, baseName, groupName, labelOf, localAddress, type Report } from "../state/report.ts";
import type { PageState } from "../state/state.ts";
import { count, percent, plain } from "../words/words.ts";
import { Sheet } from "./Sheet.tsx";
import { Strip } from "./Tile.tsx";

export function PictureSheet({ state, map }: { readonly state: PageState; readonly map: number }) {
  const { report, go, chosen } = state;
  const { pictures, maps } = report.data;
  const picture = maps.picture[map] as number;
  const at = chosen.value.indexOf(map);
  const step = (by: number): boolean => {
    const next = chosen.value[at + by];
    if (at >= 0 && next !== undefined) go({ map: next });
    return true;
  };
  const onKey = (key: string): boolean => (key === "ArrowLeft" ? step(-1) : key === "ArrowRight" ? step(1) : false);
  const others = report.mapsOf(picture).filter((other) => other !== map);
  return (
    <Sheet title={baseName(pictures.image[picture] as string)} close={() => go({ map: undefined })} onKey={onKey}>
      <div class="picture-body">
        <Overlay key={map} state={state} map={map} />
        <div class="picture-said">
          <Answer state={state} picture={picture} />
          <Numbers state={state} map={map} />
        </div>
      </div>
      <Curves state={state} map={map} />
      {others.length > 0 && <><h3>Its other maps</h3><Strip state={state} maps={others} about="Other maps of this picture" /></>}
      <div class="row steps">
        <button type="button" disabled={at <= 0} onClick={() => step(-1)}>← Before</button>
        <span class="number">{at >= 0 ? `${count(at + 1)} of ${count(chosen.value.length)}` : "not among those chosen"}</span>
        <button type="button" disabled={at < 0 || at >= chosen.value.length - 1} onClick={() => step(1)}>Next →</button>
      </div>
    </Sheet>
  );
}

/** A picture may have been moved since: then the small one has to do. */
function Overlay({ state: { report }, map }: { readonly state: PageState; readonly map: number }) {
  const [missing, miss] = useState(false);
  const [large, small] = [localAddress(report.data.maps.overlay[map]), report.thumbnailOf(map)];
  const source = missing || large === undefined ? small : large;
  if (source === undefined) return <p class="note">No picture of this map was kept.</p>;
  return <figure class="overlay"><img key={source} src={source} alt="The map over its picture" onError={() => miss(true)} />{missing && <figcaption class="note">Its large picture is not where it was, at <code>{large}</code>: this is the small one.</figcaption>}</figure>;
}

function Answer({ state: { report }, picture }: { readonly state: PageState; readonly picture: number }) {
  const { pictures } = report.data;
  const answer = answerOf(report, picture);
  const shown = topOf(report, picture);
  return (
    <>
      {answer !== "unknown" && <p class={`verdict ${answer}`}>{answer === "right" ? "Right" : `Wrong: it is ${labelOf(report, pictures.truth[picture] as number)}`}</p>}
      <ol class="top-classes">
        {shown.map(({ position, probability }) => (
          <li key={position}>
            <span>{labelOf(report, position)}</span> <span class="number">{percent(probability)}</span>
            <span class="bar" aria-hidden="true"><span style={{ inlineSize: `${100 * probability}%` }} /></span>
          </li>
        ))}
      </ol>
    </>
  );
}

/** The most probable classes, or the answer alone where the report knows no others. */
function topOf({ data: { pictures } }: Report, picture: number): { readonly position: number; readonly probability: number }[] {
  const { each, class: classes, probability } = pictures.top ?? { each: 1, class: pictures.predicted, probability: pictures.probability };
  const ranks = Array.from({ length: each }, (_, rank) => picture * each + rank);
  return ranks.map((at) => ({ position: classes[at] ?? -1, probability: probability[at] ?? NaN })).filter(({ position }) => position >= 0);
}

function Curves({ state: { report }, map }: { readonly state: PageState; readonly map: number }) {
  const address = localAddress(report.data.maps.curves[map]);
  return address === undefined ? null : <figure class="overlay"><img src={address} alt="How the probability changes while the picture is uncovered and covered" loading="lazy" /></figure>;
}

function Numbers({ state: { report }, map }: { readonly state: PageState; readonly map: number }) {
  const { pictures, maps } = report.data;
  const of = maps.class[map] as number;
  const metrics = Object.entries(maps.metrics).filter(([, values]) => values[map] !== null && values[map] !== undefined);
  return (
    <dl class="facts">
      <div><dt>The map</dt><dd>{groupName(report, maps.group[map] as number)}{of >= 0 ? `, of ${labelOf(report, of)}` : ", of no class"}</dd></div>
      <div><dt>Evidence at the border</dt><dd class="number">{percent(maps.borderShare[map])} <small>an even map: 36%</small></dd></div>
      {maps.typicality[map] !== null && <div><dt>Like its class's mean</dt><dd class="number">{plain(maps.typicality[map])} <small>1: the same</small></dd></div>}
      {metrics.map(([name, values]) => <div key={name}><dt>{name}</dt><dd class="number">{plain(values[map], 3)}</dd></div>)}
      <div><dt>File</dt><dd><code>{pictures.image[maps.picture[map] as number]}</code></dd></div>
    </dl>
  );
}
