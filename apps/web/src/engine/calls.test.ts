import { expect, test } from "vitest";
import { giveUpIf, inTurn, nextTask, stoppable } from "./calls.ts";

/** Questions of ten passes each, in turn with other calls; what happened, in order. */
function engine() {
  const log: string[] = [];
  const calls = inTurn({
    answer: async (name: string, stopped: AbortSignal): Promise<string> => {
      for (let done = 0; done < 10; done++) {
        await nextTask();
        giveUpIf(stopped);
        log.push(`${name} ${done}`);
      }
      return name;
    },
    see: async (): Promise<void> => void log.push("seen"),
  });
  return { log, see: calls.see, ...stoppable(calls.answer) };
}

test("what is under way and what waits is given up, what comes later is answered", async () => {
  const { ask, stop } = engine();
  const [first, second] = [ask("a"), ask("b")];
  await nextTask();
  void stop();
  const third = ask("c");
  for (const given of [first, second]) await expect(given).rejects.toThrow(expect.objectContaining({ code: "stopped" }));
  expect(await third).toBe("c");
});

test("a picture that comes after is seen after the pass that is under way", async () => {
  const { log, ask, stop, see } = engine();
  const given = ask("a").catch(() => undefined);
  while (log.length < 3) await nextTask();
  void stop();
  const passes = log.length;
  await see();
  expect(log.length - passes).toBeLessThanOrEqual(2); // one pass at most, and the picture
  expect(log.at(-1)).toBe("seen");
  await given;
});
