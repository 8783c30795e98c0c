// An inspection on the CPU: an interpreter that keeps every array of its last run.
import { Interpreter, type Processor } from "./interpreter.ts";
import { inputFor, type Data, type Graph, type Value } from "../graph/graph.ts";
import { InspectionState, unknownValue, type Inspection, type StepTimes } from "./inspection.ts";
import { numbersOf } from "../graph/parameter.ts";

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
