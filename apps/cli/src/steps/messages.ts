// What goes between the threads of pool.ts and the one that asks them.
import type { PictureSteps, StepSettings } from "./steps.ts";

export type StepName = Exclude<keyof PictureSteps, "close">;

/** The first message to a thread; all others are orders. */
export interface Start {
  readonly settings: StepSettings;
  readonly atWork: Int32Array; // see Pool
  readonly slot: number; //       this thread's there
}

/** The arguments of one call of a step. */
export type Order = { readonly [Name in StepName]: { readonly id: number; readonly step: Name; readonly given: Parameters<PictureSteps[Name]> } }[StepName];

export type Reply =
  | { readonly id: number; readonly ok: true; readonly result: unknown }
  | { readonly id: number; readonly ok: false; readonly error: SentError };

/** An error on its way: classes do not survive it, codes do. */
export interface SentError {
  readonly code: string | undefined; // of a typed error
  readonly message: string;
}
