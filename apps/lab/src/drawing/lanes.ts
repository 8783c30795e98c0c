// A graph from top to bottom, as `git log --graph` draws one: a row a step, a lane for each array that somebody still has to read.
import { kindOf, stepsFor, type ConvAttributes, type Graph, type Step, type Value } from "@camlucida/tensor";
import { functionName } from "@camlucida/tensor/lab";

/** A row of the drawing: a step's, an input's, or one that only joins lanes. */
export interface LaneRow {
  /** A sign and its filling for each lane: "● │ ", "├───╮ ". */
  readonly signs: string;
  readonly step?: Step;
  readonly value?: Value; // that the row's ● stands for
}

export function lanesOf(graph: Graph, outputs: readonly Value[]): LaneRow[] {
  const steps = stepsFor(graph.steps, outputs);
  const lanes: (Value | undefined)[] = []; // who waits in which
  const rows: LaneRow[] = [];
  const isRead = (value: Value, behind: number): boolean => steps.slice(behind).some(({ inputs }) => inputs.includes(value));

  /** Lanes of the row's own, others as they are. */
  const row = (signs: ReadonlyMap<number, string>, more: Omit<LaneRow, "signs"> = {}): void => {
    const [from, to] = [Math.min(...signs.keys()), Math.max(...signs.keys())];
    const width = Math.max(lanes.length, to + 1);
    rows.push({ ...more, signs: Array.from({ length: width }, (_, lane) => {
      const crossed = from < lane && lane < to;
      const own = signs.get(lane) ?? (lanes[lane] === undefined ? (crossed ? "─" : " ") : crossed ? "┼" : "│");
      return own + (from <= lane && lane < to ? "─" : " ");
    }).join("").trimEnd() });
  };
  const freeLane = (behind: number): number => {
    const free = lanes.findIndex((value, lane) => lane > behind && value === undefined);
    return free < 0 ? Math.max(lanes.length, behind + 1) : free;
  };

  for (const value of graph.inputs.filter((input) => isRead(input, 0))) {
    const lane = freeLane(-1);
    row(new Map([[lane, "●"]]), { value });
    lanes[lane] = value;
  }
  steps.forEach((step, at) => {
    const places = [...new Set(step.inputs)].map((value) => lanes.indexOf(value)).filter((lane) => lane >= 0).sort((a, b) => a - b);
    const [own = freeLane(-1), ...others] = places;
    const first = lanes[own];
    if (first && isRead(first, at + 1)) { // it waits beside what is made of it
      const beside = freeLane(own);
      row(new Map([[own, "├"], [beside, "╮"]]));
      lanes[beside] = first;
    }
    for (const lane of others) {
      const stays = isRead(lanes[lane] as Value, at + 1);
      row(new Map([[own, "├"], [lane, stays ? "┤" : "╯"]]));
      if (!stays) lanes[lane] = undefined;
    }
    row(new Map([[own, "●"]]), { step, value: step.output });
    lanes[own] = isRead(step.output, at + 1) ? step.output : undefined;
  });
  return rows;
}

/** What a fused convolution does behind its sums. */
function endingOf({ constants, inputs }: Step<ConvAttributes>): string[] {
  const { scaled, relu, activation } = constants;
  const named = functionName(activation);
  return [
    ...(scaled ? ["batch_norm"] : []), ...(inputs.length > 3 + scaled ? ["add"] : []),
    ...(relu ? ["relu"] : []), ...(named === "identity" ? [] : [named]),
  ];
}

/** "conv + batch_norm + relu", or "input" */
export const workOfRow = ({ step }: LaneRow): string =>
  (step ? [kindOf(step), ...(step.op.name === "conv" ? endingOf(step as Step<ConvAttributes>) : [])].join(" + ") : "input");

export const shapeOf = ({ shape }: Value): string => shape.slice(1).join("×");
