import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import process from "node:process";
import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { openSink } from "./stdout.ts";

/** A stream whose writes fail with this system error from the n-th on. */
function failing(code: string, after: number): { stream: Writable; written: string[] } {
  const written: string[] = [];
  const stream = new Writable({
    autoDestroy: false,
    write(chunk, _encoding, done) {
      if (written.length >= after) return done(Object.assign(new Error(code), { code }));
      written.push(String(chunk));
      done();
    },
  });
  return { stream, written };
}

test("a reader that leaves is no error, and is not written to again", async () => {
  const { stream, written } = failing("EPIPE", 1);
  const sink = openSink(stream);
  expect([await sink.write("one"), await sink.write("two"), await sink.write("three")]).toEqual([true, false, false]);
  expect(written).toEqual(["one"]);
});

test("a full disk behind standard output is an error", async () => {
  await expect(openSink(failing("ENOSPC", 0).stream).write("x")).rejects.toThrow(expect.objectContaining({ code: "output-disk-full" }));
});

// The real thing: Deno, a real pipe, a reader that stops.
describe.skipIf(!existsSync("/bin/sh") || !("deno" in process.versions))("in a real pipe", () => {
  const module = new URL("./stdout.ts", import.meta.url);
  const program = `import { openSink } from ${JSON.stringify(module.href)}; import process from "node:process";
    const sink = openSink(process.stdout); let arrived = 0;
    try { for (let i = 0; i < 50; i++) arrived += Number(await sink.write("x".repeat(100_000))); }
    catch (error) { console.error(error.code); }
    console.error(arrived < 50 ? "went on quietly" : "all arrived");`;
  const run = (pipe: string): string => {
    const env = { ...process.env, RUNTIME: process.execPath, PROGRAM: program }; // as arguments, Deno would rewrite them
    const { stderr } = spawnSync("/bin/sh", ["-c", `"$RUNTIME" eval "$PROGRAM" ${pipe}`], { encoding: "utf8", env });
    return stderr.trim();
  };
  test("closed after 10 bytes", () => expect(run("| head -c 10 > /dev/null")).toBe("went on quietly"));
  test("read slowly, to the end", () => expect(run("| (sleep 0.3; wc -c) > /dev/null")).toBe("all arrived"));
  test.skipIf(!existsSync("/dev/full"))("onto a full disk", () => {
    expect(run("> /dev/full")).toBe("output-disk-full\nwent on quietly");
  });
});
