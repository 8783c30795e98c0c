// The time that a run may take, and what of it is left: a machine with a hardware GPU is lent for minutes, and whoever is cut short has what
// was written until then.

export interface Budget {
  /** ms until everything must be over. */
  left(): number;
  /** A part of what is left, from now on. @param share 0 … 1 */
  part(share: number): Budget;
}

export function budgetOf(milliseconds: number): Budget {
  const end = performance.now() + milliseconds;
  const left = (): number => Math.max(0, end - performance.now());
  return { left, part: (share) => budgetOf(left() * share) };
}

/** Runs again and again, at least twice, until there were enough rounds or the time is over. @returns ms of each */
export async function timesOf(run: () => Promise<unknown>, budget: Budget, rounds: number): Promise<number[]> {
  const times: number[] = [];
  while (times.length < 2 || (times.length < rounds && budget.left() > 0)) {
    const begun = performance.now();
    await run();
    times.push(performance.now() - begun);
  }
  return times;
}
