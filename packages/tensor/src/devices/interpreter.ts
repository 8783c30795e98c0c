// A graph step by step on the CPU, in phases: what the WebAssembly device and the reference device share. Each step goes to the
// device's own implementation of its op where there is one, else to the op's TypeScript reference.
import { inputFor, type Data, type Graph, type Operand, type Step, type Value } from "../graph/graph.ts";
import { numbersOf, type Parameter } from "../graph/parameter.ts";
import { inOrder, phasesOf, type Phase } from "../graph/phases.ts";
import type { Arrays, PhasedProgram, Program } from "./device.ts";
import { InspectionState, unknownValue, type Inspection, type StepTimes } from "./inspection.ts";

/** What a device does itself. */
export interface Processor {
  /** What a step makes; undefined where its op's reference has to. */
  compute(step: Step, operands: readonly Operand[]): Data | undefined;
  /** Says that nobody reads an array of `compute` any more. */
  release(array: Data): void;
  /** An array of `compute` for a caller who knows nothing of the device: never overwritten. */
  handOut(array: Data): Data;
}

/** By references alone. */
export const byReferences: Processor = { compute: () => undefined, release: () => undefined, handOut: (array) => array };

export function interpretedProgram(graph: Graph, outputs: readonly Value[], processor: Processor): Program {
  const interpreter = new Interpreter(graph, [outputs], processor);
  const arrays = new Map<Value, Data>();
  return { run: async (inputs) => interpreter.run(0, arrays, inputs), ...kept, dispose: () => interpreter.releaseAll(arrays) };
}

export function interpretedPhases(graph: Graph, outputs: readonly (readonly Value[])[], processor: Processor): PhasedProgram {
  const interpreter = new Interpreter(graph, outputs, processor);
  return {
    begin: async (inputs) => {
      const arrays = new Map<Value, Data>();
      const first = interpreter.run(0, arrays, inputs);
      return { outputs: first, phase: inOrder(async (at, given: Arrays) => interpreter.run(at, arrays, given)), dispose: () => interpreter.releaseAll(arrays) };
    },
    ...kept,
    dispose: () => undefined,
  };
}

/** Of device memory none is held, and every number is handed on. */
const kept = { bytes: 0, notFinite: [] } as const;

export class Interpreter {
  readonly #graph: Graph;
  readonly #phases: readonly Phase[];
  readonly #kept: ReadonlySet<Value>;
  readonly #processor: Processor;
  readonly #numbers = new Map<Value, Float32Array>(); // of parameters that a reference has read

  constructor(graph: Graph, outputs: readonly (readonly Value[])[], processor: Processor) {
    [this.#graph, this.#processor] = [graph, processor];
    ({ phases: this.#phases, kept: this.#kept } = phasesOf(graph, outputs));
  }

  /** Runs one phase on `arrays`, which hold what came before it and keep what comes after it will read. */
  run(at: number, arrays: Map<Value, Data>, inputs: Arrays): Record<string, Data> {
    const { steps, inputs: needed, outputs } = this.#phases[at] as Phase;
    for (const value of needed) arrays.set(value, inputFor(value, inputs));
    const lastRead = new Map<Value, number>();
    steps.forEach((step, index) => step.inputs.forEach((value) => lastRead.set(value, index)));
    const made = new Set<Value>();
    steps.forEach((step, index) => {
      this.release(step.output, arrays); // of the last run
      arrays.set(step.output, this.compute(step, arrays));
      made.add(step.output);
      for (const value of new Set(step.inputs)) {
        if (lastRead.get(value) === index && made.has(value) && !this.#kept.has(value)) this.release(value, arrays);
      }
    });
    return Object.fromEntries(outputs.map((value) => [value.name, this.#processor.handOut(arrays.get(value) as Data)]));
  }

  /** What a step makes of the graph's parameters and of `arrays`: a new array. */
  compute(step: Step, arrays: ReadonlyMap<Value, Data>): Data {
    const { parameters } = this.#graph;
    const operands = step.inputs.map((value) => (parameters.get(value) ?? arrays.get(value)) as Operand);
    return this.#processor.compute(step, operands) ?? step.op.reference(step, step.inputs.map((value) => arrays.get(value) ?? this.#numbersOf(value)));
  }

  /** Says that nobody reads a value any more: the next step may have its memory. */
  release(value: Value, arrays: Map<Value, Data>): void {
    const array = arrays.get(value);
    if (array) this.#processor.release(array);
    arrays.delete(value);
  }

  releaseAll(arrays: Map<Value, Data>): void {
    [...arrays.keys()].forEach((value) => this.release(value, arrays));
  }

  #numbersOf(value: Value): Float32Array {
    const known = this.#numbers.get(value);
    if (known) return known;
    const parameter = this.#graph.parameters.get(value) as Parameter;
    const numbers = (parameter.exact?.() ?? numbersOf(parameter)) as Float32Array; // references sum in float64, and are given what is known in it
    this.#numbers.set(value, numbers);
    return numbers;
  }
}

// An inspection on the CPU: an interpreter that keeps every array of its last run.

export function inspectOnCpu(graph: Graph, processor: Processor): Inspection {
  const interpreter = new Interpreter(graph, [], processor);
  const state = new InspectionState();
  const read = new Set(graph.steps.flatMap(({ inputs }) => inputs));
  const needed = graph.inputs.filter((value) => read.has(value));
  const known = new Set([...needed, ...graph.steps.map(({ output }) => output)]);
  const arrays = new Map<Value, Data>(); // of the last run
  return {
    run: async (inputs) => {
      state.requireOpen();
      const given = needed.map((value) => inputFor(value, inputs).slice());
      state.begin(); // a step may find no memory: then some arrays are of this run, some of the last
      needed.forEach((value, at) => arrays.set(value, given[at] as Data));
      for (const step of graph.steps) {
        interpreter.release(step.output, arrays); // of the last run
        arrays.set(step.output, interpreter.compute(step, arrays));
      }
      state.end();
    },
    valueOf: async (value) => {
      const parameter = graph.parameters.get(value);
      if (parameter) return numbersOf(parameter).slice();
      if (!known.has(value)) throw unknownValue(value);
      state.requireRun();
      return new Float32Array(arrays.get(value) as Data);
    },
    times: async (rounds) => {
      state.requireRun();
      return timeSteps(graph, arrays, interpreter, processor, rounds);
    },
    get bytes() {
      return [...known].reduce((sum, value) => sum + (arrays.get(value)?.byteLength ?? 0), 0);
    },
    dispose: () => {
      state.dispose();
      interpreter.releaseAll(arrays);
    },
  };
}

/** By the wall clock. What a step makes again is released: it is what it made before. */
function timeSteps(graph: Graph, arrays: ReadonlyMap<Value, Data>, interpreter: Interpreter, processor: Processor, rounds: number): StepTimes[] {
  const times = graph.steps.map((step) => ({ step, milliseconds: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    for (const { step, milliseconds } of times) {
      const began = performance.now();
      const again = interpreter.compute(step, arrays);
      milliseconds.push(performance.now() - began);
      processor.release(again);
    }
  }
  return times;
}
