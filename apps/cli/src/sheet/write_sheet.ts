// One photograph's contact sheet, from its maps as they come to the file.
import { basename } from "node:path";
import { nameOf } from "../files/inputs.ts";
import { dataOf, type ExplainedMap } from "../requests/answers.ts";
import type { Target } from "../requests/targets.ts";
import type { Job } from "../run/job.ts";
import type { PredictedPicture } from "../report/map_result.ts";
import { sharesOf } from "../model/examples.ts";
import { percent, placeTitle, twoDecimals, units } from "../report/wording.ts";
import type { TopClass, Unit } from "../report/result.ts";
import { type Heading, layoutOf, type SheetCell } from "./layout.ts";

/** Gathers what the sheet shows; nothing is drawn before the last map is there, since rows share their scale. */
export interface Sheet {
  /** @param column the target's; a map of no class comes once, in the first */
  add(map: ExplainedMap, column: number, statement: string | undefined): void;
  /** @returns the sheet's path. @throws OutputError */
  write(): Promise<string>;
}

/** @returns undefined where no sheet was asked for. @throws OutputError "output-too-large", before the work rather than after it */
export function openSheet(targets: readonly Target[], top: readonly TopClass[], predicted: PredictedPicture, job: Job): Sheet | undefined {
  const { options, typesetter, plan, model, steps } = job;
  const { how: { compat }, style, outputs } = options;
  if (outputs.sheet === undefined || typesetter === undefined) return undefined;
  const { photo, region, input } = predicted;
  const aboutClasses = plan.maps.some(({ method }) => method.aboutClass);
  const columns = aboutClasses ? targets.map((target) => headingOf(target, predicted, model)) : [{ title: "of no class", subtitle: "" }];
  const heads = plan.maps.map(({ method, layer, fusedAs }) =>
    ({ title: method.title, subtitle: `${placeTitle(layer, fusedAs)}${method.aboutClass ? "" : ", of no class"}` }));
  layoutOf({ photo, columns, rows: heads.map((head) => ({ ...head, unit: "" })), top }, typesetter);
  const gathered: Gathered[] = [];
  return {
    add: (map, column, statement) => {
      gathered.push({ row: plan.maps.indexOf(map.planned), column, map: dataOf(map), unit: map.unit, statement });
    },
    write: async () => {
      const rows = heads.map((head, at) => {
        const cells = gathered.filter(({ row }) => row === at).toSorted((a, b) => a.column - b.column);
        return { ...head, unit: unitOf(cells[0]), cells };
      });
      const title = input.kind === "stdin" ? "standard input" : basename(nameOf(input));
      const facts = `${photo.width}×${photo.height} · ${model.name} · ${compat ?? `${style.view} view`}${model.comparesPictures ? " · % of a cosine" : model.network.classes === 1 ? " · % of a sigmoid" : ""}`;
      const view = compat === undefined ? style.view : "finished";
      const content = { photo, region, title, facts, top, columns, rows };
      const { path, times } = await steps.writeSheet({ input, content, view });
      predicted.watch.addAll(times);
      return path;
    },
  };
}

function headingOf({ classIndex, against }: Target, { prediction }: PredictedPicture, { labels, comparesPictures }: Job["model"]): Heading {
  const title = labels[classIndex] as string;
  if (against) return { title, subtitle: `− ${against.alpha === 1 ? "" : `${against.alpha} · `}${labels[against.classIndex]}` };
  return { title, subtitle: `${percent(sharesOf(prediction, comparesPictures)[classIndex] as number)} · logit ${twoDecimals(prediction.logits[classIndex] as number)}` };
}

interface Gathered extends SheetCell {
  readonly row: number;
  readonly column: number;
  readonly unit: Unit;
}

const unitOf = (cell: Gathered | undefined): string => (cell === undefined || cell.unit === "none" ? "without a unit" : `in${units[cell.unit]}`);
