// What the model may be cheating on: groups of maps of one class that look alike, at a place of their own. Alarms first, with what they
// mean and what to look at; where there is none, what that says and what it does not.
import type { ClusterReport } from "../../data/report_data.ts";
import { fewestMaps } from "../../clusters/limits.ts";
import { MeanMap } from "../maps/MeanMap.tsx";
import { groupName, labelOf, mapsOfClass } from "../state/report.ts";
import type { PageState } from "../state/state.ts";
import { count, percent, placeInWords, plain, some } from "../words/words.ts";
import { Strip } from "./Tile.tsx";

interface ClusterProps {
  readonly state: PageState;
  readonly number: number; // position in `clusters`
  readonly cluster: ClusterReport;
}

export function Shortcuts({ state }: { readonly state: PageState }) {
  const numbered = state.report.data.clusters.map((cluster, number) => ({ cluster, number }));
  const [alarms, others] = [numbered.filter(({ cluster }) => cluster.alarm), numbered.filter(({ cluster }) => !cluster.alarm)];
  return (
    <section id="shortcuts" aria-labelledby="shortcuts-title">
      <h2 id="shortcuts-title">What the model may be cheating on</h2>
      {alarms.length === 0 ? <Quiet state={state} /> : (
        <p class="note">
          In {some(alarms.length, "group")} of pictures the evidence lies in the same place, apart from where it lies in the rest of the class. That may be what they
          really have in common. It may also be a mark, a caption, a border or a tool that gives the class away without the thing itself: look at that place in the
          pictures, cover it in a few, and ask the model again. If the answer changes, that was it.
        </p>
      )}
      {alarms.map(({ cluster, number }) => <Cluster key={number} state={state} number={number} cluster={cluster} />)}
      {others.length > 0 && (
        <details class="panel others">
          <summary>{some(others.length, "other group")} of similar maps, nothing unusual</summary>
          {others.slice(0, 20).map(({ cluster, number }) => <Cluster key={number} state={state} number={number} cluster={cluster} />)}
          {others.length > 20 && <p class="note">The 20 most distinct are shown.</p>}
        </details>
      )}
      {alarms.length > 0 && <p class="note">{lookedAt(state)}</p>}
      <Sampled state={state} />
    </section>
  );
}

/** Of how many classes anything can be said. */
function lookedAt({ report: { data: { classes } } }: PageState): string {
  const withMaps = classes.filter(({ maps }) => maps.length > 0);
  const looked = withMaps.filter(({ maps }) => maps.some((one) => one.count >= fewestMaps)).length;
  if (looked === withMaps.length) return `Looked at: ${looked === 1 ? "the only class" : `all ${some(looked, "class", "classes")}`}.`;
  return `Looked at: ${count(looked)} of ${some(withMaps.length, "class", "classes")}. The others have fewer than ${fewestMaps} maps, too few to tell.`;
}

function Quiet({ state }: { readonly state: PageState }) {
  const { clusters, classes } = state.report.data;
  const looked = clusters.length > 0 || classes.some(({ maps }) => maps.some((one) => one.count >= fewestMaps));
  if (!looked) return <p class="panel">This could not be looked for: it takes {fewestMaps} maps of a class, and no class here has as many.</p>;
  return (
    <div class="panel quiet">
      <p><strong>Nothing unusual was found.</strong> In no class does a part of the pictures have its evidence at one place, apart from the rest.</p>
      <p class="note">This finds marks that sit at the same place in some pictures of a class. It cannot find what all of them share, what moves about, what takes little of the
        evidence, or a colour or texture that is everywhere: the mean maps of the classes and the pictures themselves show more. {lookedAt(state)}</p>
    </div>
  );
}

function Cluster({ state, number, cluster }: ClusterProps) {
  const { report, showInGallery } = state;
  const [label, whole] = [labelOf(report, cluster.class), mapsOfClass(report, cluster.class, cluster.group)];
  const many = cluster.maps.length;
  return (
    <article class={cluster.alarm ? "panel cluster alarm" : "cluster"} data-cluster={number}>
      <h3>{cluster.class < 0 ? "Maps of no class" : `Evidence for ${label}`}: in {count(many)} of {some(cluster.of, "picture")} ({percent(many / cluster.of, 0)}) it lies in {placeInWords(cluster.place.x, cluster.place.y)}</h3>
      <div class="cluster-body">
        <div class="cluster-maps">
          <figure><MeanMap grid={cluster.mean} about={`Mean map of this group: strongest at ${placeInWords(cluster.place.x, cluster.place.y)}`} /><figcaption>These {count(many)}</figcaption></figure>
          {whole?.mean && <figure><MeanMap grid={whole.mean} about={`Mean map of all pictures of ${label}`} /><figcaption>All {count(whole.count)} of {label}</figcaption></figure>}
        </div>
        <div class="cluster-said">
          <dl class="facts">
            <div><dt>How alike they are</dt><dd class="number">{plain(cluster.tightness)} <small>1: the same map every time</small></dd></div>
            <div><dt>How far from the rest</dt><dd class="number">{plain(cluster.separation)} <small>1: the others of the class have no evidence there</small></dd></div>
            {cluster.spread <= 1 && <div><dt>How near together</dt><dd class="number">{percent(cluster.spread)} <small>of the picture's side: three quarters of them lie that near to one place</small></dd></div>}
            {report.data.groups.length > 1 && <div><dt>Maps by</dt><dd>{groupName(report, cluster.group)}</dd></div>}
          </dl>
          <Strip state={state} maps={cluster.maps.slice(0, 8)} about={`The most typical of this group of ${label}`} />
          <button type="button" onClick={() => showInGallery({ cluster: number, group: cluster.group })}>{many === 1 ? "Show it" : `Show all ${count(many)}`} in the gallery</button>
        </div>
      </div>
    </article>
  );
}

function Sampled({ state: { report } }: { readonly state: PageState }) {
  const { sampled } = report.data;
  if (sampled.length === 0) return null;
  return (
    <details class="note">
      <summary>{some(sampled.length, "large class was", "large classes were")} looked at in part</summary>
      <ul>{sampled.map(({ class: position, group, of, used }, at) => <li key={at}>{labelOf(report, position)}, {groupName(report, group)}: {count(used)} of {count(of)} maps, chosen by chance</li>)}</ul>
    </details>
  );
}
