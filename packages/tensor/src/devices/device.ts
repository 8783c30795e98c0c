// Where graphs run: one interface, whatever computes behind it. A device owns what is made of parameters, so that every program of a
// network finds the weights where the first has put them.
import type { DeviceError } from "../graph/errors.ts";
import type { Data, Graph, Value } from "../graph/graph.ts";
import type { Inspection } from "./inspection.ts";

/** Arrays by the name of their Value: [shape of the Value], dense, row-major. */
export type Arrays = Readonly<Record<string, Data>>;

/** An open device. Whoever opened it disposes of it, after the programs on it. */
export interface Device {
  readonly kind: "webgpu" | "wasm" | "reference";
  /** For people: the adapter, or what of the processor is used. */
  readonly name: string;
  /** How many images one pass takes best: each weight that is read serves all of them. */
  readonly batchSize: number;
  readonly weights: HeldWeights;
  /** @throws DeviceError "out-of-memory", "shader", "device-lost" */
  compile(graph: Graph, outputs: readonly Value[], options?: CompileOptions): Promise<Program>;
  /**
   * A graph that is run in phases: see phases.ts.
   * @param outputs the Values that each phase answers with, first phase first
   * @throws DeviceError "out-of-memory", "shader", "device-lost"
   */
  compilePhases(graph: Graph, outputs: readonly (readonly Value[])[]): Promise<PhasedProgram>;
  /** A graph of which every value can be looked at. @throws DeviceError "out-of-memory", "shader", "device-lost" */
  inspect(graph: Graph): Promise<Inspection>;
  /** Why nothing works any more, once that is so. */
  lost(): DeviceError | undefined;
  dispose(): void;
}

/** What a device holds of parameters, each form counted once. */
export interface HeldWeights {
  readonly count: number;
  readonly bytes: number;
  /** How often one was ever packed or uploaded. */
  readonly packed: number;
}

/** How a program will be run. */
export interface CompileOptions {
  /** Runs that may be under way at once, one unless said: while one is read back the next computes. */
  readonly inFlight?: number;
}

/** A graph ready to run. Owns its memory but for the weights; whoever compiled it disposes of it. */
export interface Program {
  /** @returns every output. @throws GraphError "input"; DeviceError "device-lost" */
  run(inputs: Arrays): Promise<Record<string, Data>>;
  /** Of device memory held, without the weights. */
  readonly bytes: number;
  /** Names of parameters that hold NaN or infinities, where the device does not promise to hand such numbers on: see WGSL, section 15.7. */
  readonly notFinite: readonly string[];
  dispose(): void;
}

/** A graph ready to run in phases, for any number of images at a time. */
export interface PhasedProgram extends Omit<Program, "run"> {
  /** Runs the first phase. @throws GraphError "input"; DeviceError "out-of-memory", "device-lost" */
  begin(inputs: Arrays): Promise<PhasedRun>;
}

/** What one first phase has left behind. Whoever began it disposes of it; the program may then give its memory to another. */
export interface PhasedRun {
  /** Every output of the first phase. */
  readonly outputs: Record<string, Data>;
  /**
   * Runs a later phase, as often as one likes.
   * @param at 1 for the second; @param inputs that no earlier phase has read
   * @throws GraphError "phase" where one before it has not run
   */
  phase(at: number, inputs: Arrays): Promise<Record<string, Data>>;
  dispose(): void;
}
