import { expect, test } from "vitest";
import { answerInterruptions, type Surroundings } from "./interruption.ts";

interface Fake extends Surroundings {
  readonly codes: number[];
  said: string;
  time: number;
  raise(event: string): Promise<void>;
}

function fake(isTTY = false): Fake {
  const listeners = new Map<string, () => void>();
  const codes: number[] = [];
  const surroundings: Fake = {
    on: (event, listener) => listeners.set(event, listener),
    exit: (code) => codes.push(code),
    stderr: { isTTY, write: (text) => { surroundings.said += text; } },
    codes,
    said: "",
    time: 0,
    raise: async (event) => {
      listeners.get(event)?.();
      await new Promise((done) => { setTimeout(done); });
    },
  };
  return surroundings;
}

const answer = (process: Fake) => answerInterruptions(process, () => process.time);

test.each([["SIGINT", 130], ["SIGTERM", 143], ["SIGHUP", 129], ["disconnect", 137]])("%s ends with %i, after what is at hand was finished", async (event, code) => {
  const process = fake();
  answer(process).during(async () => {
    await Promise.resolve();
    return "interrupted: 12 of 50 explained";
  });
  await process.raise(event);
  expect(process).toMatchObject({ codes: [code], said: "interrupted: 12 of 50 explained\n" });
});

test("no half progress line stays on a terminal", async () => {
  const process = fake(true);
  answer(process);
  await process.raise("SIGINT");
  expect(process.said).toBe("\r\u001b[Kinterrupted\n");
});

test("what is over, or fails, is only interrupted", async () => {
  const [over, failing] = [fake(), fake()];
  answer(over).during(() => "never")();
  answer(failing).during(() => Promise.reject(new Error("disk full")));
  await Promise.all([over.raise("SIGINT"), failing.raise("SIGTERM")]);
  expect([over.said, failing.said]).toEqual(["interrupted\n", "interrupted\n"]);
  expect([over.codes, failing.codes]).toEqual([[130], [143]]);
});

test("one key counts once, however often it arrives; a second one does not wait", async () => {
  const process = fake();
  answer(process).during(() => new Promise(() => undefined));
  await process.raise("SIGINT");
  process.time = 200;
  await process.raise("SIGINT");
  expect(process.codes).toEqual([]);
  process.time = 400;
  await process.raise("SIGINT");
  expect(process.codes).toEqual([130]);
});
