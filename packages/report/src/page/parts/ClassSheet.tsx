// One class: its mean map by each method, what its pictures are taken for, the most and the least typical of them.
import { MeanMap } from "../maps/MeanMap.tsx";
import { groupName, labelOf, type Report } from "../state/report.ts";
import type { PageState } from "../state/state.ts";
import { count, percent, some } from "../words/words.ts";
import { accuracyOf } from "./Classes.tsx";
import { Sheet } from "./Sheet.tsx";
import { Strip } from "./Tile.tsx";

export function ClassSheet({ state, position }: { readonly state: PageState; readonly position: number }) {
  const { report, go, showInGallery } = state;
  const [label, found, accuracy] = [labelOf(report, position), report.data.classes[position], accuracyOf(report, position)];
  return (
    <Sheet title={label} close={() => go({ class: undefined })}>
      <p>
        {found?.truth !== null && found?.truth !== undefined && <>{some(found.truth, "picture")}{accuracy !== undefined && `, ${percent(accuracy)} right`}; </>}
        {`the answer to ${some(found?.predicted ?? 0, "picture")}. `}<small>{found?.index === null ? "The network has no such class." : `Number ${found?.index} of the network's classes.`}</small>
      </p>
      <div class="row">
        {(found?.truth ?? 0) > 0 && <button type="button" onClick={() => showInGallery({ truth: position })}>Pictures of it</button>}
        {(found?.predicted ?? 0) > 0 && <button type="button" onClick={() => showInGallery({ predicted: position })}>Pictures taken for it</button>}
        {(found?.truth ?? 0) > (found?.right ?? 0) && <button type="button" onClick={() => showInGallery({ truth: position, answer: "wrong" })}>Wrong ones</button>}
      </div>
      <Mistakes report={report} position={position} />
      {found?.maps.map((maps) => (
        <div key={maps.group} class="class-maps">
          {report.data.groups.length > 1 && <h3>{groupName(report, maps.group)}</h3>}
          <div class="cluster-body">
            {maps.mean && <figure><MeanMap grid={maps.mean} about={`Mean map of ${label}`} /><figcaption>Mean of {some(maps.count, "map")}; {percent(maps.borderShare, 0)} at the border</figcaption></figure>}
            <div class="cluster-said">
              {maps.most.length > 0 && <><h3>Most typical</h3><Strip state={state} maps={maps.most} about="Most like the mean map" /></>}
              {maps.least.length > 0 && <><h3>Least typical</h3><Strip state={state} maps={maps.least} about="Least like the mean map" /></>}
            </div>
          </div>
        </div>
      ))}
    </Sheet>
  );
}

/** What its pictures are taken for, and what is taken for it. */
function Mistakes({ report, position }: { readonly report: Report; readonly position: number }) {
  const cells = (report.data.confusion ?? []).filter(({ truth, predicted }) => truth !== predicted);
  const list = (of: "truth" | "predicted", other: "truth" | "predicted"): string => cells
    .filter((cell) => cell[of] === position).sort((one, next) => next.pictures.length - one.pictures.length).slice(0, 5)
    .map((cell) => `${labelOf(report, cell[other])} (${count(cell.pictures.length)})`).join(", ");
  const [takenFor, takenForIt] = [list("truth", "predicted"), list("predicted", "truth")];
  return (
    <dl class="facts">
      {takenFor !== "" && <div><dt>Also taken for</dt><dd>{takenFor}</dd></div>}
      {takenForIt !== "" && <div><dt>Taken for it</dt><dd>{takenForIt}</dd></div>}
    </dl>
  );
}
