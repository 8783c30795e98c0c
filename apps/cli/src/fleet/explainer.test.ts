import { DeviceError } from "@camlucida/tensor";
import { expect, test } from "vitest";
import type { Options } from "../arguments/options.ts";
import type { Input } from "../files/inputs.ts";
import type { InputOutcome } from "../run/explain_each.ts";
import { openBatchExplainer } from "./explainer.ts";
import type { KeyedOptions, OpenedRun } from "./opened_run.ts";

const settings = (key: string): KeyedOptions => ({ key, options: {} as Options, model: "" });
const inputs = (...paths: string[]): Input[] => paths.map((path) => ({ kind: "file", path }));
const turn = (): Promise<void> => new Promise((done) => { setTimeout(done, 1); });

/** What is opened, explained and closed, in its order. */
function opening(log: string[], fails?: Error): (settings: KeyedOptions) => Promise<OpenedRun> {
  return async ({ key }) => {
    await turn();
    log.push(`open ${key}`);
    return {
      capacity: 3,
      explain: async (input) => {
        await turn();
        log.push(`${key} ${input.kind === "file" ? input.path : ""}`);
        return { input, result: { image: key, ok: true, skipped: true, files: [] }, notes: { remarks: [] }, error: fails } satisfies InputOutcome;
      },
      end: () => Promise.resolve(),
      close: () => void log.push(`close ${key}`),
    };
  };
}

test("settings stay open while they are the same, and others wait until nobody needs them", async () => {
  const log: string[] = [];
  const explainer = openBatchExplainer(opening(log));
  const results = await Promise.all([explainer.explain(settings("a"), inputs("1", "2")), explainer.explain(settings("a"), inputs("3")), explainer.explain(settings("b"), inputs("4")), explainer.explain(settings("a"), inputs("5"))]);
  expect(results.map((each) => each.length)).toEqual([2, 1, 1, 1]);
  explainer.close();
  expect(log).toEqual(["open a", "a 1", "a 2", "a 3", "close a", "open b", "b 4", "close b", "open a", "a 5", "close a"]);
});

test("what cannot be opened fails its job alone; what ends a device ends the job", async () => {
  const log: string[] = [];
  const open = opening(log, new DeviceError("device-lost", "gone"));
  const explainer = openBatchExplainer((each) => (each.key === "bad" ? Promise.reject(new Error("no model")) : open(each)));
  await expect(explainer.explain(settings("bad"), inputs("1"))).rejects.toThrow("no model");
  await expect(explainer.explain(settings("a"), inputs("2"))).rejects.toThrow("gone");
});
