// All cases that the options name, one after the other.
import { entries } from "./contenders/index.ts";
import { measure, type Invite, type MeasurePlan } from "./measure.ts";
import type { ModelName } from "./network.ts";
import type { Task } from "./protocol.ts";
import type { Case, Machine, Result } from "./reports/case.ts";

export interface Chosen {
  readonly models: readonly ModelName[];
  readonly batches: readonly number[];
  readonly tasks: readonly Task[];
  readonly rounds: number;
  readonly contenders: readonly string[]; // ids of entries
}

/** @param watch told after every step: what is going on, and the case so far */
export async function measureCases(machine: Machine, chosen: Chosen, invite: Invite, watch: (doing: string, soFar: Case) => void): Promise<Case[]> {
  const present = entries.filter(({ id }) => chosen.contenders.includes(id));
  const cases: Case[] = [];
  for (const plan of plansOf(chosen)) {
    const { model, batch, task } = plan;
    const date = new Date().toISOString();
    const caseOf = (results: readonly Result[]): Case => ({ model, batch, task, date, machine, results });
    cases.push(caseOf(await measure({ ...plan, entries: present }, invite, (doing, results) => watch(doing, caseOf(results)))));
  }
  return cases;
}

/** Maps are made of one photograph at a time. */
function plansOf({ models, tasks, batches, rounds }: Chosen): Omit<MeasurePlan, "entries">[] {
  return models.flatMap((model) => tasks.flatMap((task) => (task === "map" ? [1] : batches).map((batch) => ({ model, task, batch, rounds }))));
}
