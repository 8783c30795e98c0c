// What explaining with some settings needs, opened: device, model, threads; and the pipeline that pictures go through.
import process from "node:process";
import type { Options } from "../arguments/options.ts";
import { chooseDevice } from "../model/devices.ts";
import { openModelOn, workload } from "../model/model.ts";
import { openSink } from "../files/stdout.ts";
import type { Input } from "../files/inputs.ts";
import { decodedBytes } from "../image/decoded_bytes.ts";
import { noticesOn } from "../report/progress.ts";
import { fitMethods, planMaps, refuseJudging } from "../requests/plan.ts";
import { explainSafely, type InputOutcome } from "../run/explain_each.ts";
import { inOrder } from "../run/in_order.ts";
import { openJob, readSideFiles } from "../run/job.ts";
import { concurrencyLimit, roomFor } from "../run/limits.ts";
import { openSteps } from "../steps/open_steps.ts";
import { FleetError } from "./fleet_error.ts";
import { openAnswered } from "./answered.ts";

/** Settings of jobs, which are the same where the key is. */
export interface KeyedOptions {
  readonly key: string;
  readonly options: Options;
  readonly model: string; // SHA-256
}

export interface OpenedRun {
  /** How many pictures keep the machine busy. */
  readonly capacity: number;
  /** Does not reject. */
  explain(input: Input): Promise<InputOutcome>;
  end(): Promise<void>;
  close(): void;
}

const none = new Uint32Array(); // of the photographs that results might replace: workers replace nothing
const many = 1_000_000; // pictures: whoever keeps a model open expects more

/** @throws FleetError "fleet-model-differs"; what concerns every picture */
export async function openRun({ options, model: expected }: KeyedOptions, choose = chooseDevice): Promise<OpenedRun> {
  const first = await choose(options.run.device);
  const notice = noticesOn(process.stderr, options.run.detail);
  const stdout = openSink(process.stdout);
  const { steps, atWork } = openSteps({ options, photographs: none }, first, many, stdout, notice);
  try {
    const model = await openModelOn(first, workload(options, planMaps(options.how), true, atWork), options, choose);
    const close = (): void => {
      model.dispose();
      steps.close();
    };
    try {
      if (model.digest() !== expected) throw differs(model.name, model.digest(), expected);
      refuseJudging(options.run, model.network);
      const how = fitMethods(options.how, model.network, (line) => notice("class maps", line));
      const plan = planMaps(how, model.network.layers.at(-1));
      const sideFiles = await readSideFiles(options.run, many);
      const job = await openJob({ options: { ...options, how }, model, steps, photographs: none, stdout, notice, plan, sideFiles });
      const most = (): number => concurrencyLimit({ threads: atWork?.length ?? 1, batchSize: model.network.batchSize });
      const feed = openAnswered<Input, InputOutcome>();
      void feed.answer(inOrder(feed.source, { most, weigh: decodedBytes, room: roomFor({ threads: atWork?.length ?? 1 }) }, (input) => explainSafely(input, job)));
      return {
        get capacity() { return most(); },
        explain: feed.add,
        end: () => steps.end(),
        close: () => {
          feed.close();
          close();
        },
      };
    } catch (error) {
      model.dispose();
      throw error;
    }
  } catch (error) {
    steps.close();
    throw error;
  }
}

const differs = (name: string, own: string, expected: string): FleetError => new FleetError("fleet-model-differs",
  `This machine's ${name} is another model (SHA-256 ${own.slice(0, 12)}…) than the job was submitted with (${expected.slice(0, 12)}…). Give every machine the same file.`);
