import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { OutputOptions } from "../arguments/options.ts";
import type { ImageErrorCode } from "../errors/errors.ts";
import type { Input } from "../files/inputs.ts";
import { fixture, inFolder } from "../testing/files.ts";
import { openForeseenTally } from "../report/foreseen_text.ts";
import { foresee, type Foreseen } from "./foresee.ts";

const names = [{ class: "{class}", method: "cam", layer: "layer4" }];
const outputs: OutputOptions = {
  out: "{dir}/{name}.cam.png", raw: "{dir}/{stem}.{class}.npy", mask: undefined, sheet: undefined, curves: undefined, json: true, csv: false, top: 5, report: undefined,
  force: false, skipExisting: false, existing: "refuse",
};

test("names of results, or why there would be none", async () => {
  await inFolder(["empty.png", "there.cam.png"], async (folder) => {
    await writeFile(join(folder, "a.png"), fixture("images/bytes_behind_end.png"));
    await writeFile(join(folder, "there.png"), fixture("images/bytes_behind_end.png"));
    await writeFile(join(folder, "text.png"), "no picture");
    const seen = async (name: string, changes: Partial<OutputOptions> = {}): Promise<Foreseen> => foresee({ kind: "file", path: join(folder, name) }, names, { ...outputs, ...changes });
    const results = (stem: string): string[] => [join(folder, `${stem}.cam.png`), join(folder, `${stem}.{class}.npy`)];
    expect(await seen("a.png")).toEqual({ image: join(folder, "a.png"), dryRun: true, ok: true, files: results("a") });
    expect(await seen("there.png")).toMatchObject({ ok: false, files: [], error: { code: "output-exists" } });
    expect(await seen("there.png", { force: true })).toMatchObject({ ok: true, files: results("there"), there: results("there").slice(0, 1) });
    expect(await seen("there.png", { existing: "same" })).toMatchObject({ ok: true, there: results("there").slice(0, 1) });
    expect(await seen("there.png", { skipExisting: true })).toMatchObject({ ok: true, files: results("there").slice(1) });
    expect(await seen("there.png", { skipExisting: true, raw: undefined })).toMatchObject({ ok: true, skipped: true, files: [] });
    for (const [name, code] of [["none.png", "image-missing"], ["empty.png", "image-empty"], ["text.png", "image-not-an-image"], [".", "image-unreadable"]] as const) {
      expect(await seen(name)).toMatchObject({ ok: false, dryRun: true, error: { code } });
    }
  });
});

test("standard input and servers are not asked", async () => {
  expect(await foresee({ kind: "stdin" }, names, { ...outputs, out: "-", raw: undefined })).toMatchObject({ image: "-", files: ["-"] });
  const url: Input = { kind: "url", url: "https://ann:pw@nobody.invalid/x.png" };
  expect(await foresee(url, names, { ...outputs, raw: undefined })).toEqual({ image: "https://nobody.invalid/x.png", dryRun: true, ok: true, files: ["x.cam.png"] });
});

test("how many would end how, and with which code", () => {
  const tally = openForeseenTally();
  const failed = (code: ImageErrorCode | "output-conflict"): Foreseen => ({ image: "x", ok: false, dryRun: true, files: [], error: { code, message: "" } });
  const codeAfter = (foreseen: Foreseen): number => (tally.add(foreseen), tally.exitCode());
  expect([
    codeAfter({ image: "a", ok: true, dryRun: true, files: ["a.png", "b.png"] }), codeAfter({ image: "b", ok: true, dryRun: true, files: [], skipped: true }),
    codeAfter(failed("image-left-out")), codeAfter(failed("image-missing")), codeAfter(failed("output-conflict")), codeAfter(failed("image-missing")),
  ]).toEqual([0, 0, 0, 1, 2, 2]);
  expect(tally.counts).toEqual({ explained: 1, skipped: 1, refused: 3, leftOut: 1, files: 2 });
});
