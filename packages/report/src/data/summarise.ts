// Results → the data of the report's page. Pure: the same results give the same report, in whatever order their files were named.
import { allClusters } from "../clusters/all_clusters.ts";
import { borderShareOf } from "../evidence/shares.ts";
import { ReportError } from "../read/report_error.ts";
import type { ExplainedPicture, Results } from "../read/results.ts";
import { classStatistics, rounded } from "../statistics/classes.ts";
import { confusionOf } from "../statistics/confusion.ts";
import { type MapRow, type PictureRow, type ResultRows, rowsOf } from "../statistics/rows.ts";
import type { Truth } from "../truth/truth.ts";
import type { MapColumns, MetricMeans, PictureColumns, ReportData, ReportedModel, ReportOrigin } from "./report_data.ts";

/** What the files beside the page are called, which this does not know. */
export interface MapFiles {
  readonly thumbnail: readonly number[]; // of each map, in the order of the results: number of its file, or −1
  address(path: string): string; // of a file, relative to the page
}

const mostFailures = 1_000;

/**
 * All that a report's page shows.
 * @param version of camlucida, that says so
 * @throws ReportError "results-empty" where no picture was explained, "results-disagree" where they are of several networks
 * @example
 * ```ts
 * import { readResults, summarise, truthOf } from "@camlucida/report";
 *
 * const line = { image: "cat.png", ok: true, model: { name: "my", classes: 2 }, device: { kind: "cpu", name: "mine" }, top: [{ class: 1, label: "cat", probability: 0.9 }], maps: [] };
 * const text = (async function* () { yield `${JSON.stringify(line)}\n`; })();
 * const results = await readResults([{ name: "run.jsonl", text }], async () => undefined);
 * const data = summarise(results, truthOf(results.pictures, undefined), { thumbnail: [], address: (path) => path }, "0.1.0");
 * data.classes.map(({ label, predicted }) => `${label}: ${predicted}`); // → ["cat: 1"]
 * ```
 */
export function summarise({ pictures, failures, skipped, runs }: Results, truth: Truth, { thumbnail, address }: MapFiles, version: string): ReportData {
  if (pictures.length === 0) throw new ReportError("results-empty", `No picture was explained: ${failures.length} failed, ${skipped} had been done before. A report needs the JSON lines of at least one; run camlucida --json.`);
  const rows = rowsOf(pictures, truth);
  const { classes, typicality } = classStatistics(rows);
  return {
    form: 1,
    counts: { explained: pictures.length, failed: failures.length, skipped },
    classes,
    groups: rows.groups,
    pictures: {
      image: pictures.map(({ image }) => image),
      predicted: rows.pictures.map(({ predicted }) => predicted),
      probability: pictures.map(({ top }) => rounded(top[0]?.probability ?? 0)),
      truth: rows.pictures.map((row) => row.truth),
      ...topOf(rows.pictures),
    },
    maps: columnsOf(rows.maps, { thumbnail, address }, typicality),
    confusion: confusionOf(rows.pictures),
    ...allClusters(rows),
    metrics: metricMeans(rows),
    failures: failures.slice(0, mostFailures),
    origin: originOf(pictures, runs, truth, version),
  };
}

/** As many classes a picture as any has. */
function topOf(pictures: readonly PictureRow[]): Pick<PictureColumns, "top"> {
  const each = Math.max(...pictures.map(({ top }) => top.length));
  if (each <= 1) return {};
  const places = Array.from({ length: each }, (_, place) => place);
  return { top: {
    each,
    class: pictures.flatMap(({ top }) => places.map((place) => top[place] ?? -1)),
    probability: pictures.flatMap(({ picture }) => places.map((place) => rounded(picture.top[place]?.probability ?? 0))),
  } };
}

function columnsOf(maps: readonly MapRow[], { thumbnail, address }: MapFiles, typicality: readonly (number | null)[]): MapColumns {
  const addressOf = (path: string | null): string | null => (path === null || path === "-" ? null : address(path));
  return {
    picture: maps.map(({ picture }) => picture),
    group: maps.map(({ group }) => group),
    class: maps.map((row) => row.class),
    thumbnail,
    overlay: maps.map(({ map }) => addressOf(map.overlay)),
    curves: maps.some(({ map }) => map.curves !== null) ? maps.map(({ map }) => addressOf(map.curves)) : [],
    borderShare: maps.map(({ shares }) => (shares === undefined ? null : rounded(borderShareOf(shares)))),
    typicality,
    metrics: Object.fromEntries(metricsOf(maps).map((name) => [name, maps.map(({ map }) => finite(map.metrics[name]))])),
  };
}

/** In the order in which they first occur. */
const metricsOf = (maps: readonly MapRow[]): string[] => [...new Set(maps.flatMap(({ map }) => Object.keys(map.metrics)))];

const finite = (value: number | null | undefined): number | null => (typeof value === "number" ? Number(value.toPrecision(4)) : null);

function metricMeans({ groups, maps }: ResultRows): MetricMeans[] {
  return groups.flatMap((_, group) => {
    const own = maps.filter((row) => row.group === group);
    return metricsOf(own).flatMap((metric) => {
      const values = own.flatMap(({ map }) => map.metrics[metric] ?? []);
      return values.length === 0 ? [] : [{ group, metric, mean: Number((values.reduce((sum, value) => sum + value, 0) / values.length).toPrecision(4)), count: values.length }];
    });
  });
}

function originOf(pictures: readonly ExplainedPicture[], runs: ReportOrigin["runs"], { from }: Truth, version: string): ReportOrigin {
  const models = new Map<string, ReportedModel>(pictures.map(({ model }) => [JSON.stringify(model), model]));
  const devices = new Map<string, { kind: string; name: string; pictures: number }>();
  for (const { device: { kind, name } } of pictures) devices.set(`${kind} ${name}`, { kind, name, pictures: (devices.get(`${kind} ${name}`)?.pictures ?? 0) + 1 });
  return { version, models: [...models.values()], devices: [...devices.values()], runs, truth: from };
}
