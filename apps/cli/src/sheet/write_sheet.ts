// One photograph's contact sheet, from its maps as they come to the file.
import { basename } from "node:path";
import type { ExplainedMap } from "../asking/answers.ts";
import type { Target } from "../asking/targets.ts";
import { lookOf } from "../draw.ts";
import { fillTemplate } from "../files/template.ts";
import { encodeImage } from "../image/encode.ts";
import type { Job } from "../job.ts";
import type { Seen } from "../map_result.ts";
import { writeResult } from "../outputs.ts";
import { percent, twoDecimals } from "../report/numbers.ts";
import type { TopClass } from "../report/result.ts";
import { placeTitle, units } from "../report/titles.ts";
import type { Heading, SheetCell } from "./content.ts";
import { layoutOf } from "./layout.ts";
import { drawSheet } from "./sheet.ts";

/** Gathers what the sheet shows; nothing is drawn before the last map is there, since rows share their scale. */
export interface Sheet {
  /** The maps come target by target, in the plan's order. */
  add(map: ExplainedMap, statement: string | undefined): void;
  /** @returns the sheet's path. @throws OutputError */
  write(): Promise<string>;
}

/** @returns undefined where no sheet was asked for. @throws OutputError "output-too-large", before the work rather than after it */
export function openSheet(targets: readonly Target[], top: readonly TopClass[], seen: Seen, job: Job): Sheet | undefined {
  const { options, typesetter, plan, model } = job;
  const template = options.sheet;
  if (template === undefined || typesetter === undefined) return undefined;
  const { image, region, input } = seen;
  const columns = targets.map((target) => headingOf(target, seen, model.labels));
  const heads = plan.maps.map((planned) => ({ title: planned.method.title, subtitle: placeTitle(planned.layer, planned.fusedAs) }));
  layoutOf({ photo: image, columns, rows: heads.map((head) => ({ ...head, unit: "" })), top }, typesetter);
  const gathered: { readonly map: ExplainedMap; readonly statement: string | undefined }[] = [];
  return {
    add: (map, statement) => { gathered.push({ map, statement }); },
    write: async () => {
      const rows = heads.map((head, row) => {
        const cells: SheetCell[] = columns.flatMap((_, column) => gathered[column * heads.length + row] ?? []);
        return { ...head, unit: unitOf(gathered[row]?.map), cells };
      });
      const title = input.kind === "stdin" ? "standard input" : basename(input.path);
      const facts = `${image.width}×${image.height} · ${model.name} · ${options.compat ?? `${options.view} view`}`;
      const view = options.compat === undefined ? options.view : "finished";
      const sheet = await seen.watch.time("map", () => drawSheet({ photo: image, region, title, facts, top, columns, rows }, typesetter, lookOf(options), view));
      const path = fillTemplate(template, input);
      await writeResult(path, await seen.watch.time("encode", () => encodeImage(sheet, path)), job);
      return path;
    },
  };
}

function headingOf({ classIndex, against }: Target, { sight: { logits, probabilities } }: Seen, labels: readonly string[]): Heading {
  const title = labels[classIndex] as string;
  if (against) return { title, subtitle: `− ${against.alpha === 1 ? "" : `${against.alpha} · `}${labels[against.classIndex]}` };
  return { title, subtitle: `${percent(probabilities[classIndex] as number)} · logit ${twoDecimals(logits[classIndex] as number)}` };
}

const unitOf = (map: ExplainedMap | undefined): string => (map === undefined || map.unit === "none" ? "without a unit" : `in${units[map.unit]}`);
