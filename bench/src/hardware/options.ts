// The options of `npm run bench -- --hardware`.
import { parseArgs } from "node:util";
import { models, type ModelName } from "../contender.ts";

export const help = `npm run bench -- --hardware [options]

  --out FOLDER      where results.md and results.json go, written as it goes: bench/hardware/results unless said; of run.sh itself hardware-results
  --minutes N       8 unless said
  --model NAME,…    resnet50,efficientnet_b0 unless said
  --batch N,…       1,8,64 unless said
  --rounds N        30 unless said; fewer where the time is short
  --without PART,…  fixtures, tuner, forward, layers, peers
  --help            this text; nothing is measured
`;

export const parts = ["fixtures", "tuner", "forward", "layers", "peers"] as const;
export type MeasuredPart = (typeof parts)[number];

export interface HardwareOptions {
  readonly out: string;
  readonly minutes: number;
  readonly models: readonly ModelName[];
  readonly batches: readonly number[];
  readonly rounds: number;
  readonly without: readonly MeasuredPart[];
  readonly help: boolean;
}

/** @throws TypeError, RangeError for what it cannot be */
export function optionsOf(words: readonly string[]): HardwareOptions {
  const { values } = parseArgs({
    args: words.filter((word) => word !== "--hardware"),
    options: {
      out: { type: "string", default: "hardware-results" }, minutes: { type: "string", default: "8" }, model: { type: "string", default: "resnet50,efficientnet_b0" },
      batch: { type: "string", default: "1,8,64" }, rounds: { type: "string", default: "30" }, without: { type: "string", default: "" }, help: { type: "boolean", default: false },
    },
  });
  const listed = (text: string): string[] => text.split(",").filter((part) => part !== "");
  return {
    out: values.out, help: values.help,
    minutes: positive("--minutes", values.minutes), rounds: positive("--rounds", values.rounds),
    models: listed(values.model).map((name) => oneOf("--model", name, Object.keys(models) as ModelName[])),
    batches: listed(values.batch).map((text) => positive("--batch", text)),
    without: listed(values.without).map((name) => oneOf("--without", name, parts)),
  };
}

function positive(option: string, text: string): number {
  const number = Number(text);
  if (number > 0 && (Number.isInteger(number) || option === "--minutes")) return number;
  throw new RangeError(`${option} ${text}: expected a number from 1.`);
}

function oneOf<Name extends string>(option: string, given: string, names: readonly Name[]): Name {
  const name = names.find((other) => other === given);
  if (name === undefined) throw new RangeError(`${option} ${given}: expected ${names.join(", ")}.`);
  return name;
}
