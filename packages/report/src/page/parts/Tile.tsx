// A picture's thumbnail with what was answered; pressing it opens it.
import { answerOf, baseName, labelOf } from "../state/report.ts";
import type { PageState } from "../state/state.ts";
import { percent } from "../words/words.ts";

interface TileProps {
  readonly state: PageState;
  readonly map: number; // row of `maps`
  readonly tabIndex?: 0 | -1;
  readonly loading?: "lazy" | "eager"; // eager on paper, where nothing comes into sight
}

export function Tile({ state: { report, go }, map, tabIndex = 0, loading = "lazy" }: TileProps) {
  const { pictures, maps } = report.data;
  const picture = maps.picture[map] as number;
  const [name, answer, thumbnail] = [baseName(pictures.image[picture] as string), answerOf(report, picture), report.thumbnailOf(map)];
  const predicted = labelOf(report, pictures.predicted[picture] as number);
  const truth = answer === "wrong" ? labelOf(report, pictures.truth[picture] as number) : undefined;
  return (
    <button type="button" class="tile" data-map={map} data-answer={answer} tabIndex={tabIndex} title={pictures.image[picture]} onClick={() => go({ map })}>
      <span class="tile-picture">{thumbnail === undefined ? <span class="no-picture">no thumbnail</span> : <img src={thumbnail} alt="" loading={loading} decoding="async" width={160} height={160} />}</span>
      <span class="tile-answer"><span class="tile-label">{predicted}</span> <span class="number">{percent(pictures.probability[picture], 0)}</span></span>
      {truth !== undefined && <span class="tile-truth">is {truth}</span>}
      <span class="tile-name">{name}</span>
    </button>
  );
}

/** A few of many, in one row that wraps. */
export function Strip({ state, maps, about }: { readonly state: PageState; readonly maps: readonly number[]; readonly about: string }) {
  return <ul class="strip" aria-label={about}>{maps.map((map) => <li key={map}><Tile state={state} map={map} /></li>)}</ul>;
}
