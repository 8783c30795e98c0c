// Whatever names pictures: lists, folders to any depth, addresses; and results in a folder of their own. The real command, with its permissions.
import { execFileSync, spawn } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cat, launcher, openWorkplace, resultsOf, type Run, type Workplace } from "./workplace.ts";

const photos = ["one/a b.png", "one/Grüße 猫.png", "one/line\nbreak.png", "one/.hidden.png", "two/deep/er/c.png", "two/deep/-x.png", "d.png", "two/a.cam.png"];
const shown = ["d.png", "one/Grüße 猫.png", "one/a b.png", "one/line\nbreak.png", "two/deep/-x.png", "two/deep/er/c.png"];

let place: Workplace;
const pathOf = (...parts: string[]): string => join(place.folder, ...parts);
const options = (): string[] => ["--model", place.model, "--device", "cpu", "--json", "--no-legend"];
const cam = (...args: string[]): Promise<Run> => place.cam(...args, ...options());
const images = (run: Run): string[] => resultsOf(run).map(({ image }) => image);

beforeAll(async () => {
  place = await openWorkplace();
  for (const photo of photos) {
    await mkdir(dirname(pathOf("photos", photo)), { recursive: true });
    await copyFile(cat, pathOf("photos", photo));
  }
  await symlink("..", pathOf("photos/two/loop"));
  await writeFile(pathOf("photos/two/notes.txt"), "no picture");
});
afterAll(() => place.close());

/** What is written below a folder. */
const filesIn = async (folder: string): Promise<string[]> =>
  (await readdir(pathOf(folder), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name).slice(pathOf(folder).length + 1)).toSorted();

/** The command behind a pipe. */
const piped = (first: string, ...args: string[]): Promise<Run> => new Promise((done) => {
  const child = spawn("sh", ["-c", `${first} | node "$0" "$@"`, launcher, ...args, ...options()], { cwd: place.folder, env: { ...process.env, CAMLUCIDA_CACHE: pathOf("cache") } });
  const run = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) child[name].setEncoding("utf8").on("data", (text: string) => { run[name] += text; });
  child.on("close", (code) => done({ ...run, code: code ?? -1 }));
});

test("a folder to any depth, in the order of its paths, mirrored into a folder that is made", async () => {
  const run = await cam("-r", "photos", "-o", "mirror/", "--raw", "mirror/numbers/");
  expect(run).toMatchObject({ code: 0, stderr: "" });
  expect(images(run)).toEqual(shown.map((name) => join("photos", name)));
  const results = shown.map((name) => name.replace(/\.png$/, ".cam.png").replace("\n", "_"));
  expect(await filesIn("mirror")).toEqual([...results, ...results.map((name) => join("numbers", name.replace(".cam.png", ".npy")))].toSorted());
  expect(resultsOf(run)[5]).toMatchObject({ maps: [{ overlay: "mirror/two/deep/er/c.cam.png", raw: "mirror/numbers/two/deep/er/c.npy" }] });
});

test("a folder that is there takes results too; two photographs of one name get two", async () => {
  await mkdir(pathOf("there.d"));
  const run = await cam("photos/d.png", cat, "photos/../photos/two/deep/er/c.png", "labels.txt", "--out", "there.d", "--sheet", "there.d", "--mask", "there.d/");
  expect(run.code).toBe(1); // of the text
  expect(await filesIn("there.d")).toEqual(["c.cam.png", "c.mask.png", "c.sheet.png", "chelsea.cam.png", "chelsea.mask.png", "chelsea.sheet.png", "d.cam.png", "d.mask.png", "d.sheet.png"]);
  const twice = await cam("photos/d.png", "photos/*", "--out", "twice/", "--class", "top2", "--quiet");
  expect(await filesIn("twice")).toHaveLength(2);
  expect(twice.code).toBe(0);
});

test.each([
  ["NUL between names, as find writes them", "find photos -name '*.png' -not -name '.*' -not -name '*.cam.*' -print0 | sort -z", ["--files-from", "-"]],
  ["a folder in a list", "echo photos", ["-r", "--files-from=-"]],
])("a list on standard input: %s", async (name, first, more) => {
  const run = await piped(first, ...more, "--out", `${name}/`);
  expect(run).toMatchObject({ code: 0, stderr: "" });
  expect(images(run).toSorted()).toEqual(shown.map((photo) => join("photos", photo)).toSorted());
  expect(await filesIn(name)).toContain("photos/two/deep/er/c.cam.png"); // the whole path
});

test("a list in a file: with what Windows writes, missing names, absolute ones, and beside the photographs", async () => {
  const absolute = pathOf("photos/one/a b.png");
  await writeFile(pathOf("list.txt"), `\ufeffphotos/d.png\r\n\r\nphotos/none.png\r\n${absolute}\r\nphotos/two/deep/-x.png`);
  const run = await cam("--files-from", "list.txt", "--out", "{dir}/{stem}.listed.png");
  expect(run.code).toBe(1);
  expect(resultsOf(run).map((result) => [result.image, result.ok ? "ok" : result.error.code])).toEqual([["photos/d.png", "ok"], ["photos/none.png", "image-missing"], [absolute, "ok"], ["photos/two/deep/-x.png", "ok"]]);
  expect(await filesIn("photos")).toEqual(expect.arrayContaining(["d.listed.png", "one/a b.listed.png", "two/deep/-x.listed.png"]));
});

test("what is no list ends the run before anything happens, in words", async () => {
  for (const [list, message] of [["none.txt", /none\.txt cannot be read: there is no such file/], ["photos", /photos is a folder/]] as const) {
    const run = await cam("photos/d.png", "--files-from", list, "--out", "never/");
    expect(run.code).toBe(2);
    expect(JSON.parse(run.stdout)).toMatchObject({ ok: false, error: { code: "usage-names-unreadable", message: expect.stringMatching(message) as string } });
  }
  expect((await piped("true", "--files-from", "-")).stdout).toMatch(/The list standard input names no picture/);
});

test("hundreds of names from a list, which are granted by their folder", async () => {
  await mkdir(pathOf("many"));
  execFileSync("sh", ["-c", "for i in $(seq 500); do ln -s ../photos/none.png many/$i.png; done; ls -d many/* > many.txt"], { cwd: place.folder });
  const run = await cam("--files-from", "many.txt", "--out", "lots/");
  expect(new Set(resultsOf(run).map((result) => (result.ok ? "ok" : result.error.code)))).toEqual(new Set(["image-missing"]));
  expect(resultsOf(run)).toHaveLength(500);
});

test("addresses, through the launcher with permission for that server alone", async () => {
  const bytes = await readFile(cat);
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization ?? ""}`);
    if (request.url === "/elsewhere") response.writeHead(302, { location: "http://127.0.0.2:9/secret.png" }).end();
    else if (request.url?.includes(".png")) response.writeHead(200, { "content-type": "image/png" }).end(bytes);
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => { server.listen(0, "127.0.0.1", done); });
  const at = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  await writeFile(pathOf("addresses.txt"), `http://${at}/listed/My%20Cat.png?size=2\nphotos/d.png\n`);
  try {
    const run = await cam(`http://ann:secret@${at}/a/cat.png`, `http://${at}/none.jpg`, `http://${at}/elsewhere`, "--files-from", "addresses.txt", "--out", "fetched/");
    expect(run.code).toBe(1);
    expect(resultsOf(run).map((result) => [result.image, result.ok ? result.maps[0]?.overlay : result.error.code])).toEqual([
      [`http://${at}/a/cat.png`, "fetched/cat.cam.png"], [`http://${at}/none.jpg`, "image-url-status"], [`http://${at}/elsewhere`, "image-url-redirect"],
      [`http://${at}/listed/My%20Cat.png?size=2`, "fetched/My Cat.cam.png"], ["photos/d.png", "fetched/photos/d.cam.png"],
    ]);
    expect(asked).toContain(`/a/cat.png Basic ${btoa("ann:secret")}`);
    expect(run.stdout + run.stderr).not.toMatch(/secret(?!\.png)|ann:/);
    const local = await readFile(pathOf("fetched/photos/d.cam.png"));
    expect((await readFile(pathOf("fetched/cat.cam.png"))).equals(local)).toBe(true);
    const unknown = await piped(`echo http://${at}/a/cat.png`, "--files-from", "-", "--out", "unknown/");
    expect(resultsOf(unknown)[0]).toMatchObject({ ok: false, error: { code: "image-url-unknown" } });
    expect(unknown.stdout).not.toMatch(/NotCapable|--allow/);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
