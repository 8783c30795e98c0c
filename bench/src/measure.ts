// The measurement itself, in whatever runtime: everybody opens and must agree, then all run in turn, round by round, so that
// whatever slows the machine down meets them all.
import { entries, type Entry } from "./contenders/index.ts";
import type { Answers, Ask, ModelName, Task } from "./contender.ts";
import { type Case, largestDifference, type Machine, type Result } from "./reports/case.ts";

/** A contender where it lives. */
export interface Guest {
  /** @throws Error with what went wrong there */
  ask<Kind extends Ask["ask"]>(ask: Ask & { readonly ask: Kind }): Promise<Answers[Kind]>;
  close(): void;
}

type Invite = (entry: Entry) => Guest;

interface MeasurePlan {
  readonly model: ModelName;
  readonly batch: number;
  readonly task: Task;
  readonly rounds: number;
  readonly entries: readonly Entry[];
}

export interface Chosen {
  readonly models: readonly ModelName[];
  readonly batches: readonly number[];
  readonly tasks: readonly Task[];
  readonly rounds: number;
  readonly contenders: readonly string[]; // ids of entries
}

/**
 * All cases that the options name, one after the other.
 * @param watch told after every step: what is going on, and the case so far
 */
export async function measureCases(machine: Machine, chosen: Chosen, invite: Invite, watch: (doing: string, soFar: Case) => void): Promise<Case[]> {
  const present = entries.filter(({ id }) => chosen.contenders.includes(id));
  const cases: Case[] = [];
  for (const plan of plansOf(chosen)) {
    const { model, batch, task } = plan;
    const date = new Date().toISOString();
    const caseOf = (results: readonly Result[]): Case => ({ model, batch, task, date, machine, results });
    cases.push(caseOf(await measure({ ...plan, entries: present.filter(({ models, opensFiles }) => (!models || models.includes(model)) && (task !== "open" || opensFiles)) }, invite, (doing, results) => watch(doing, caseOf(results)))));
  }
  return cases;
}

/** Maps are made of one photograph at a time, and files are opened for one. */
function plansOf({ models, tasks, batches, rounds }: Chosen): Omit<MeasurePlan, "entries">[] {
  return models.flatMap((model) => tasks.flatMap((task) => (task === "forward" ? batches : [1]).map((batch) => ({ model, task, batch, rounds }))));
}

/** Logits and maps may differ by this much of their largest value: float32, summed in other orders, through 18 or 50 layers. */
const tolerance = 1e-3;

/** ms before a turn: some engines' threads go on spinning for a while in wait of more, and would be in the next one's way. */
const pause = 50;

/** @param watch told after every step: what is going on, and the results so far */
async function measure(plan: MeasurePlan, invite: Invite, watch: (doing: string, results: readonly Result[]) => void): Promise<readonly Result[]> {
  const results: Result[] = [];
  const running: { readonly guest: Guest; readonly result: Result }[] = [];
  let reference: Float32Array | undefined;
  for (const entry of plan.entries) {
    const result: Result = { contender: entry.id, name: entry.name, on: entry.on, times: [] };
    results.push(result);
    watch(`${entry.name} (${entry.on}) is opening`, results);
    const guest = invite(entry);
    const opened = await attempt(result, () => guest.ask({ ask: "start", job: { contender: entry.id, model: plan.model, batch: plan.batch, task: plan.task } }));
    if (opened) {
      reference ??= opened.output;
      Object.assign(result, { importing: opened.importing, opening: opened.opening, difference: largestDifference(opened.output, reference) });
      if (!((result.difference ?? NaN) <= tolerance)) result.failure = `its result differs by ${result.difference?.toExponential(1)} of the largest value`;
    }
    if (result.failure === undefined) running.push({ guest, result });
    else guest.close();
  }
  for (let round = 0; round < plan.rounds; round++) {
    for (const { guest, result } of running) {
      watch(`round ${round + 1} of ${plan.rounds}: ${result.name} (${result.on})`, results);
      await new Promise((resolve) => { setTimeout(resolve, pause); });
      if (result.failure === undefined) await attempt(result, async () => note(result, await guest.ask({ ask: "run" }), plan.batch));
    }
  }
  for (const { guest, result } of running) {
    // For a batch it would say nothing new, and take long; a file is opened in every round.
    if (plan.batch === 1 && plan.task !== "open" && result.failure === undefined) {
      watch(`${result.name} (${result.on}) opens a second time`, results);
      await attempt(result, async () => { result.reopening = (await guest.ask({ ask: "reopen" })).opening; });
    }
    guest.close();
  }
  watch("done", results);
  return results;
}

function note(result: Result, { time, cpuTime, peak }: Answers["run"], batch: number): void {
  result.times.push(time / batch);
  if (cpuTime !== undefined) result.cpuTime = (result.cpuTime ?? 0) + cpuTime / batch;
  if (peak !== undefined) result.peak = peak;
}

/** Whoever fails is reported, and holds nobody else up. */
async function attempt<T>(result: Result, act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    result.failure = error instanceof Error ? error.message : String(error);
    return undefined;
  }
}
