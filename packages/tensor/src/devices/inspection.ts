// A graph of which every value can be looked at after a run: what inspect_gpu.ts and inspect_cpu.ts both are.
import { GraphError } from "../graph/errors.ts";
import type { Data, Value } from "../graph/graph.ts";
import type { StepTimes } from "./webgpu/profile.ts";

/** Owns its memory; whoever opened it disposes of it. */
export interface Inspection {
  /**
   * Computes every step. What is asked for afterwards is about this run.
   * @param inputs by name, as for Program.run
   * @throws GraphError "input"; DeviceError "device-lost"
   */
  look(inputs: Readonly<Record<string, Data>>): Promise<void>;
  /**
   * An input, a parameter or what a step made: [shape of the value], dense, row-major, the caller's own copy. Bytes come as numbers.
   * @throws GraphError "stage" if nothing has been looked at yet, "unknown-value" if the graph has no use for it;
   * DeviceError "out-of-memory", "device-lost"
   */
  valueOf(value: Value): Promise<Float32Array>;
  /**
   * Computes every step so many times more, on what was looked at last.
   * @returns one entry per step, in order
   * @throws GraphError "stage"; DeviceError "out-of-memory", "device-lost"
   */
  times(rounds: number): Promise<StepTimes[]>;
  /** Of GPU memory held, parameters included; on the CPU of the arrays of the last run. */
  readonly bytes: number;
  dispose(): void;
}

/** How far an inspection is. */
export class Progress {
  #at: "opened" | "looked" | "disposed" = "opened";

  /** @throws GraphError "stage" after `dispose` */
  requireOpen(): void {
    if (this.#at === "disposed") throw new GraphError("stage", "inspection: it has been disposed of. Open another.");
  }

  /** @throws GraphError "stage" */
  requireLook(): void {
    this.requireOpen();
    if (this.#at !== "looked") throw new GraphError("stage", "inspection: nothing has been looked at yet. Call look() first.");
  }

  /** Until `looked`, nothing has been. */
  looking(): void {
    this.#at = "opened";
  }

  looked(): void {
    this.#at = "looked";
  }

  disposed(): void {
    this.#at = "disposed";
  }
}

export const unknownValue = ({ name }: Value): GraphError =>
  new GraphError("unknown-value", `inspection: nothing computes or reads "${name}". Ask for the inputs and outputs of this graph's own steps.`);
