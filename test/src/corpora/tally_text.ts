// A tally as lines for a terminal.
import type { CorpusTally } from "./tally.ts";

export function tallyText(tally: CorpusTally): string {
  const refused = [...tally.refused].toSorted(([, a], [, b]) => b.count - a.count);
  const total = refused.reduce((sum, [, refusals]) => sum + refusals.count, 0);
  return [
    `${tally.files} files: ${tally.read} read, ${total} refused by code, ${tally.faults.length} faults`,
    ...refused.flatMap(([code, refusals]) => [`  ${String(refusals.count).padStart(6)}  ${code}`, `          ${oneLine(refusals.example)}`]),
    ...(tally.compared.size > 0 ? ["pixels against the reference", ...[...tally.compared].map(([verdict, number]) => `  ${String(number).padStart(6)}  ${verdict}`)] : []),
    ...tally.different.map(({ name, difference }) => `  DIFFERENT  ${name}: ${difference.detail}`),
    "slowest", ...tally.slowest.map(({ name, ms }) => `  ${ms.toFixed(0).padStart(6)} ms  ${name}`),
    `largest growth of memory (a process had ${megabytes(tally.highest)} at most)`,
    ...tally.largest.map(({ name, grown }) => `  ${megabytes(grown).padStart(9)}  ${name}`),
    ...tally.faults.map(({ name, what, detail }) => `FAULT  ${what}: ${name}\n${detail.replaceAll(/^/gm, "    ")}`),
    "",
  ].join("\n");
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

const oneLine = (text: string): string => (text.length > 160 ? `${text.slice(0, 159)}…` : text).replaceAll("\n", " ");
