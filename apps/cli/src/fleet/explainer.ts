// Explains pictures of jobs as a plain run does: the model and all that settings need is opened once, and kept while jobs have the same
// settings. Pictures of all jobs at hand go through one pipeline, so that no job waits for the last picture of another.
import { endsRun } from "../errors/exit.ts";
import type { Input } from "../files/inputs.ts";
import type { InputResult } from "../report/result.ts";
import { type KeyedOptions, type OpenedRun, openRun } from "./opened_run.ts";

export interface BatchExplainer {
  /** How many pictures keep the machine busy. */
  readonly capacity: number;
  /** @throws what concerns more than one picture: FleetError "fleet-model-differs", DeviceError, errors of the model */
  explain(settings: KeyedOptions, inputs: readonly Input[]): Promise<InputResult[]>;
  /** Brings what is being written to its end; nothing new begins, and nobody hears of what was under way. */
  end(): Promise<void>;
  close(): void;
}

const beforeFirst = 32; // pictures

/** @param open opens what settings need */
export function openBatchExplainer(open: (settings: KeyedOptions) => Promise<OpenedRun> = openRun): BatchExplainer {
  let current: { readonly key: string; readonly run: OpenedRun; readonly jobs: Set<Promise<unknown>> } | undefined;
  let last: Promise<unknown> = Promise.resolve();

  /** Waits until nobody needs the settings before. */
  async function openFor(settings: KeyedOptions): Promise<NonNullable<typeof current>> {
    if (current?.key === settings.key) return current;
    if (current) {
      await Promise.allSettled(current.jobs);
      current.run.close();
      current = undefined;
    }
    return (current = { key: settings.key, run: await open(settings), jobs: new Set() });
  }

  return {
    get capacity() { return current?.run.capacity ?? beforeFirst; },
    explain: async (settings, inputs) => {
      const begun = last.then(async () => {
        const { run, jobs } = await openFor(settings);
        const results = Promise.all(inputs.map(run.explain));
        jobs.add(results);
        void results.finally(() => jobs.delete(results)).catch(() => undefined);
        return { results }; // not the promise itself, which would be waited for
      });
      last = begun.catch(() => undefined); // in their order
      const outcomes = await (await begun).results;
      const fatal = outcomes.find(({ error }) => error !== undefined && endsRun(error));
      if (fatal) throw fatal.error;
      return outcomes.map(({ result }) => result);
    },
    end: async () => {
      await current?.run.end();
    },
    close: () => current?.run.close(),
  };
}
