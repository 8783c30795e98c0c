// What a worker makes of jobs that it cannot do, or should not: a result that says so for each picture, or the job back in the queue.
import { DeviceError } from "@camlucida/tensor";
import { ModelError } from "@camlucida/weights";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { openSweeper } from "../files/locked_file.ts";
import type { InputResult } from "../report/result.ts";
import { inFolder } from "../testing/files.ts";
import type { Batch } from "./batch.ts";
import { doBatch, refuses, unpackLines, type Workbench } from "./do_batch.ts";
import type { BatchExplainer } from "./explainer.ts";
import { FleetError } from "./fleet_error.ts";

const batch: Batch = { version: packageJson.version, model: "a".repeat(64), settings: [], files: {}, pictures: [{ path: "photos/a.png" }, { path: "photos/b.png" }] };

/** Takes every picture for explained, and counts them. */
function explaining(explain: BatchExplainer["explain"] = (_, inputs) => Promise.resolve(inputs.map((input) => ({ image: input.kind === "file" ? input.path : "", ok: true, skipped: true, files: [] })))): BatchExplainer & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked, capacity: 1, end: () => Promise.resolve(), close: () => undefined,
    explain: (settings, inputs) => {
      asked.push(...inputs.map((input) => (input.kind === "file" ? input.path : input.kind)));
      return explain(settings, inputs);
    },
  };
}

const bench = (root: string, explainer: BatchExplainer): Workbench => ({ root, explainer, own: { device: "cpu", jobs: 1, detail: "quiet" }, sweeper: openSweeper() });

const linesOf = async (lines: string): Promise<InputResult[]> => (await unpackLines({ lines })).trim().split("\n").map((line) => JSON.parse(line) as InputResult);
const codesOf = (results: readonly InputResult[]): string[] => results.map((result) => (result.ok ? "ok" : result.error.code));

test("a job's lines are in its pictures' order, and counted", async () => {
  await inFolder(["photos/a.png", "photos/b.png"], async (root) => {
    const { result, tally } = await doBatch(batch, bench(root, explaining()));
    expect((await linesOf(result.lines)).map(({ image }) => image)).toEqual(["photos/a.png", "photos/b.png"]);
    expect(tally).toEqual({ explained: 2, failed: 0 });
  });
});

test("pictures out of the root are failed results, and nobody opens them; the others are explained", async () => {
  await inFolder(["root/photos/a.png", "secret.png"], async (folder) => {
    const root = join(folder, "root");
    await symlink("../../secret.png", join(root, "photos/link.png"));
    const explainer = explaining();
    const pictures = ["../secret.png", "photos/a.png", join(folder, "secret.png"), "https://example.org/a.png", "photos/link.png", "-"].map((path) => ({ path }));
    const { result, tally } = await doBatch({ ...batch, pictures }, bench(root, explainer));
    const results = await linesOf(result.lines);
    expect(results.map(({ image }) => image)).toEqual(pictures.map(({ path }) => path));
    expect(codesOf(results)).toEqual(["fleet-outside-root", "ok", "fleet-outside-root", "fleet-not-a-file", "fleet-outside-root", "fleet-not-a-file"]);
    expect(explainer.asked).toEqual(["photos/a.png"]);
    expect(tally).toEqual({ explained: 1, failed: 5 });
  });
});

test.each([
  ["results elsewhere", { settings: ["--out=../{stem}.png"] }, "fleet-outside-root"],
  ["a name that leads elsewhere", { pictures: [{ path: "photos/a.png", name: "../../x" }, { path: "photos/a.png", name: "../../../y" }] }, "fleet-outside-root"],
  ["a file elsewhere", { settings: ["--labels=/etc/passwd"] }, "fleet-outside-root"],
  ["to replace files", { settings: ["--force"] }, "fleet-job-malformed"],
  ["options that jobs have not", { settings: ["--device=gpu"] }, "fleet-job-malformed"],
])("a job that asks for %s: every picture is a failed result", async (_, change, code) => {
  await inFolder(["photos/a.png", "photos/b.png"], async (root) => {
    const explainer = explaining();
    const { result } = await doBatch({ ...batch, ...change }, bench(root, explainer));
    expect(codesOf(await linesOf(result.lines))).toEqual([code, code]);
    expect(explainer.asked).toEqual([]);
  });
});

test("what is no job fails as a whole; a job of another version, or for another model, goes back", async () => {
  const at = (data: unknown, error?: Error): Promise<unknown> => doBatch(data, bench(".", explaining(error && (() => Promise.reject(error)))));
  const code = (name: string): unknown => expect.objectContaining({ code: name });
  await expect(at({ pictures: ["../x"] })).rejects.toThrow(code("fleet-job-malformed"));
  await expect(at({ ...batch, version: "9.9.9" })).rejects.toThrow(code("fleet-version-differs"));
  await expect(at({ ...batch, version: "9.9.9" })).rejects.toThrow(/9\.9\.9.*same version/);
  for (const error of [new FleetError("fleet-model-differs", "another"), new FleetError("fleet-file-differs", "another"), new DeviceError("device-lost", "gone"), new ModelError("model-not-at-hand", "not here")]) {
    expect(refuses(error)).toBe(true);
    await expect(at(batch, error)).rejects.toBe(error);
  }
  expect(refuses(new FleetError("fleet-job-malformed", ""))).toBe(false);
  const { result } = await doBatch(batch, bench(".", explaining(() => Promise.reject(new Error("a bug")))));
  expect(codesOf(await linesOf(result.lines))).toEqual(["unexpected", "unexpected"]);
});
