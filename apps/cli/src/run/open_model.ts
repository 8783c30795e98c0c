// The model of a run, on its first device, and where it goes on should that fail.
import process from "node:process";
import type { Options } from "../arguments/options.ts";
import type { chooseDevice, ChosenDevice, Workload } from "../model/devices.ts";
import { goingOn } from "../model/going_on.ts";
import { openModel, readModel, type Model } from "../model/model.ts";
import type { MapPlan } from "../requests/plan.ts";

/** Weights that are read once are not packed for later. */
export function workload({ how: { smooth }, run: { metrics } }: Pick<Options, "how" | "run">, { requests }: MapPlan, several: boolean, atWork: Int32Array | undefined): Workload {
  const goesOn = requests.some(({ method }) => method.weights.from === "passes"); // forward passes of the method's own
  return { weights: several || metrics || smooth === "augment" || goesOn ? "for good" : "for one step", othersAtWork: atWork };
}

/** The model on the device, which it closes. */
export async function openModelOn(device: ChosenDevice, work: Workload, { what, how, run }: Pick<Options, "what" | "how" | "run">, choose: typeof chooseDevice): Promise<Model> {
  const files = await readModel({ ...what, layers: how.layers, detail: run.detail }).catch((error: unknown) => {
    device.close();
    throw error;
  });
  return openModel(files, work, device, goingOn(run.device, say, choose)).catch((error: unknown) => {
    files.close();
    throw error;
  });
}

/** A line for people in the middle of the work, in place of the progress line. */
const say = (line: string): void => void process.stderr.write(`${process.stderr.isTTY ? "\r\u001b[K" : ""}${line}\n`);
