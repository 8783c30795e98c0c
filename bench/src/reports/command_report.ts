// The command line's times as a table.
import type { ModelName } from "../contender.ts";
import { titleOf, wordsOf, type Machine, median, quantile } from "./case.ts";
import { markdown } from "./table.ts";

/** A folder's run on one device, one number a round: ms for each picture. */
export interface FolderTimes {
  readonly device: "cpu" | "gpu";
  readonly network: number[]; // alone, before and after
  readonly command: number[]; // from files to files
  readonly memory: number[]; // bytes, four a round: after each quarter of the pictures
}

/** Times in ms, of whole processes but for the warm ones. */
export interface CommandReport {
  readonly model: ModelName;
  readonly pictures: number; // of the folder
  readonly date: string; // ISO 8601
  readonly machine: Machine;
  readonly node: readonly number[]; //  Node, doing nothing
  readonly help: readonly number[];
  readonly first: readonly number[]; // one picture
  readonly warm: readonly number[]; //  the same, in a process that has done it before
  readonly folders: readonly FolderTimes[];
}

export function commandSectionOf({ model, pictures, date, machine, node, help, first, warm, folders }: CommandReport): string {
  const rows = [
    ["Node, doing nothing", ...timesOf(node)],
    ["`camlucida --help`", ...timesOf(help)],
    ["one picture, warm, from file to file", ...timesOf(warm)],
    ["`camlucida picture.jpg`, the weights on the disk", ...timesOf(first)],
    ["that time, in 1.5 × warm + 1 s", (median(first) / (1.5 * median(warm) + 1000)).toFixed(2), ""],
    ...folders.filter(({ command }) => command.length > 0).flatMap(({ device, network, command, memory }) => [
      [`${device.toUpperCase()}: the network alone, each picture`, ...timesOf(network)],
      [`${device.toUpperCase()}: \`camlucida folder/\`, ${pictures} pictures, each`, ...timesOf(command)],
      [`${device.toUpperCase()}: pictures a second, in the network's own`, (median(network) / median(command)).toFixed(2), ""],
      [`${device.toUpperCase()}: memory after each quarter`, memoryOf(memory), ""],
    ]),
  ];
  const title = titleOf({ model, task: "forward", batch: 1 }).split(",")[0] ?? model;
  return `### ${title}, the command line\n\n${markdown({ head: ["Step", "Median", "Quartiles"], rows })}\n\n${wordsOf({ ...machine, versions: {} }, date).replace("; .", ".")}\n`;
}

const timesOf = (times: readonly number[]): [string, string] =>
  [`${median(times).toFixed(0)} ms`, `${quantile(times, 0.25).toFixed(0)} … ${quantile(times, 0.75).toFixed(0)} ms`];

/** Medians over the rounds, MB. */
const memoryOf = (memory: readonly number[]): string =>
  [0, 1, 2, 3].map((quarter) => (median(memory.filter((_, at) => at % 4 === quarter)) / 2 ** 20).toFixed(0)).join(", ").concat(" MB");
