// Every step of a network on the GPU as a table, beside what the adapter can do at most.
import type { ModelName } from "../contender.ts";
import { titleOf, wordsOf, type Machine, median, sum } from "./case.ts";
import { markdown, type Table } from "./table.ts";

interface LayerTime {
  readonly step: string;
  readonly kernel: string;
  readonly shape: readonly number[]; // of the output
  readonly operations: number; // a multiply-add counts two
  readonly bytes: number; // least traffic
  readonly times: readonly number[]; // ms
}

export interface LayerReport {
  readonly model: ModelName;
  readonly batch: number;
  readonly date: string; // ISO 8601
  readonly machine: Machine;
  readonly ceiling: { readonly gigabytes: number; readonly gigaflops: number }; // per second
  readonly steps: readonly LayerTime[];
}

export function layerSectionOf(report: LayerReport): string {
  const { gigabytes, gigaflops } = report.ceiling;
  return `### ${titleOf({ ...report, task: "forward" })}, step by step

${markdown(layerTable(report))}

Ceilings on this adapter: ${gigabytes.toFixed(1)} GB/s ([ceiling_copy.wgsl](../packages/tensor/lab/ceiling_copy.wgsl)), ${gigaflops.toFixed(1)} GFLOP/s
([ceiling_multiply_add.wgsl](../packages/tensor/lab/ceiling_multiply_add.wgsl)). A step's share: the time that it would take at the nearer of the
two ceilings, by the time that it took. Bytes: every input and the output once. A step of few bytes may pass the copy's ceiling out of a cache.

${wordsOf(report.machine, report.date)}
`;
}

function layerTable({ steps, ceiling }: LayerReport): Table {
  const total = sum(steps.map(({ times }) => median(times)));
  const all = { step: "**all**", kernel: "", shape: [], operations: sum(steps.map(({ operations }) => operations)), bytes: sum(steps.map(({ bytes }) => bytes)), times: [total] };
  const least = sum(steps.map((step) => leastTime(step, ceiling)));
  return {
    head: ["Step", "Kernel", "Output", "Time", "Of all", "MFLOP", "MB", "GFLOP/s", "GB/s", "Of the ceiling"],
    rows: [...steps.map((step) => cellsOf(step, total, leastTime(step, ceiling))), cellsOf(all, total, least)],
  };
}

function cellsOf({ step, kernel, shape, operations, bytes, times }: LayerTime, total: number, least: number): string[] {
  const time = median(times);
  const per = (count: number): string => (count === 0 ? "–" : (count / time / 1e6).toFixed(1));
  return [
    step, kernel, shape.join("×"), `${time.toFixed(time < 1 ? 3 : 1)} ms`, percent(time / total),
    operations === 0 ? "–" : (operations / 1e6).toFixed(operations < 1e7 ? 1 : 0), (bytes / 1e6).toFixed(1), per(operations), per(bytes), percent(least / time),
  ];
}

/** ms, at the ceiling that is nearer. */
const leastTime = ({ operations, bytes }: LayerTime, { gigaflops, gigabytes }: LayerReport["ceiling"]): number => Math.max(operations / gigaflops, bytes / gigabytes) / 1e6;

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
