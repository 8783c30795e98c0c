// A graph of which every value can be read after a run: what inspect_gpu.ts and interpreter.ts make.
import { GraphError } from "../graph/errors.ts";
import type { Data, Step, Value } from "../graph/graph.ts";

/** How long a step takes. */
export interface StepTimes {
  readonly step: Step;
  readonly milliseconds: readonly number[]; // one per round
}

/** Owns its memory; whoever opened it disposes of it. */
export interface Inspection {
  /**
   * Computes every step. What is asked for afterwards is about this run.
   * @param inputs by name, as for Program.run
   * @throws GraphError "input"; DeviceError "device-lost"
   */
  run(inputs: Readonly<Record<string, Data>>): Promise<void>;
  /**
   * An input, a parameter or what a step made: [shape of the value], dense, row-major, the caller's own copy. Bytes come as numbers.
   * @throws GraphError "stage" if nothing has been computed yet, "unknown-value" if the graph has no use for it;
   * DeviceError "out-of-memory", "device-lost"
   */
  valueOf(value: Value): Promise<Float32Array>;
  /**
   * Computes every step so many times more, on the inputs of the last run.
   * @returns one entry per step, in order
   * @throws GraphError "stage"; DeviceError "out-of-memory", "device-lost"
   */
  times(rounds: number): Promise<StepTimes[]>;
  /** Of GPU memory held, parameters included; on the CPU of the arrays of the last run. */
  readonly bytes: number;
  dispose(): void;
}

/** What an inspection may be asked now. */
export class InspectionState {
  #at: "opened" | "run" | "disposed" = "opened";

  /** @throws GraphError "stage" after `dispose` */
  requireOpen(): void {
    if (this.#at === "disposed") throw new GraphError("stage", "inspection: it has been disposed of. Open another.");
  }

  /** @throws GraphError "stage" */
  requireRun(): void {
    this.requireOpen();
    if (this.#at !== "run") throw new GraphError("stage", "inspection: nothing has been computed yet. Call run() first.");
  }

  /** A run that has begun: until it has ended there is nothing to read. */
  begin(): void {
    this.#at = "opened";
  }

  end(): void {
    this.#at = "run";
  }

  dispose(): void {
    this.#at = "disposed";
  }
}

export const unknownValue = ({ name }: Value): GraphError =>
  new GraphError("unknown-value", `inspection: nothing computes or reads "${name}". Ask for the inputs and outputs of this graph's own steps.`);
