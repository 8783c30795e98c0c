// A look at all inputs beside the run that takes them one by one: how many there are, and which files these are.
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Input } from "./inputs.ts";
import { NameSet } from "./name_table.ts";
import { identityOf } from "./plan.ts";

const perTurn = 500; // inputs, before this thread sees to other things

/** The identities of all photographs, for a guard: where files may be replaced, before the first is. In memory that threads share. */
export async function identitiesOf(inputs: AsyncIterable<Input>): Promise<Uint32Array> {
  const identities = new NameSet();
  for await (const input of inputs) if (input.kind === "file") identities.add(identityOf(input.path));
  return identities.shared;
}

/**
 * Counts the inputs that belong, behind the work that goes on.
 * @param isOver asked now and then
 * @returns undefined where it was over before the last
 */
export async function countOf(inputs: AsyncIterable<Input>, belongs: (input: Input) => boolean, isOver: () => boolean): Promise<number | undefined> {
  let [seen, count] = [0, 0];
  for await (const input of inputs) {
    count += Number(belongs(input));
    if (++seen % perTurn !== 0) continue;
    await nextTurn();
    if (isOver()) return undefined;
  }
  return count;
}
