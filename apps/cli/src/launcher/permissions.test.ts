import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { inRuntime } from "../../../../scripts/launcher/run.mjs";
import { flagsFor, needsOf, type Needs } from "../../bin/permissions.mjs";
import { inFolder } from "../testing/files.ts";

const root = resolve(import.meta.dirname, "../../../..");
const environment = { CAMLUCIDA_CACHE: "/cache" }; // holds nothing
const needs = (line: string, more = {}): Needs => needsOf(line.split(" "), { environment: { ...environment, ...more }, platform: "linux" });
const writes = (line: string): readonly string[] => needs(`--model my.pth ${line}`).write.filter((path) => path !== "");
const reads = (line: string): string[] => needs(line).read.filter((path) => path !== "/cache" && resolve(path) !== root);

const nothing: Needs = { read: [], write: [], servers: [], anywhere: [], obtains: false };

test("a model of one's own: itself, the input and the place of the result, and nothing else", () => {
  const needed = needs("photos/cat.jpg --model my.pth");
  expect(needed.obtains).toBe(false);
  expect(flagsFor(needed)).toEqual([`--allow-read=${root}/,/cache,my.pth,photos/cat.jpg,photos`.replace(`${root}/,`, `${root},`), "--allow-write=photos", "--allow-env"]);
});

test.each([
  ["x.png --labels l.txt --boxes b.json --check c.npy --model my.pth", ["my.pth", "l.txt", "b.json", "c.npy", "x.png"]],
  ["pets/**/*.jpg --model=my.pth", ["my.pth", "pets"]],
  ["*.jpg --model my.pth", ["my.pth", "."]],
  ["/data/[0-9]/x.png --model my.pth", ["my.pth", "/data"]],
  ["/*.png --model my.pth", ["my.pth", "/"]],
  ["- --model my.pth --out -", ["my.pth"]],
])("reads: %s", (line, expected) => expect(reads(line)).toEqual(expect.arrayContaining(expected)));

test("what says beside a model how photographs are prepared, where it is there; a folder whole", async () => {
  await inFolder([], async (folder) => {
    await mkdir(join(folder, "onnx"));
    for (const name of ["config.json", "preprocessor_config.json", "notes.txt", "onnx/model.onnx"]) await writeFile(join(folder, name), "");
    const beside = [join(folder, "preprocessor_config.json"), join(folder, "config.json")];
    expect(reads(`x.png --model ${folder}/my.pth`)).toEqual([`${folder}/my.pth`, ...beside, "x.png", "."]);
    expect(reads(`inspect ${folder}/onnx/model.onnx`)).toEqual([`${folder}/onnx/model.onnx`, join(folder, "onnx"), ...beside]);
    expect(reads(`x.png --model ${folder} --preprocess clip`)).toEqual([folder, "clip", "x.png", "."]);
  });
});

test.each([
  ["p/x.png", ["p"]],
  ["x.png", ["."]],
  ["-", ["."]],
  ["x.png --out -", []],
  ["p/x.png --sheet {stem}.sheet.png", ["."]], // with it, no pictures
  ["p/x.png --out o/{stem}/{class}.png", ["o"]],
  ["p/x.png --out o/{stem}/../../{class}.png", ["."]],
  ["p/x.png --out /o/a{stem}.png", ["/o"]],
  ["p/x.png --out {dir}/maps/{stem}.png", ["p/maps"]],
  ["p/x.png --out {dir}/../maps/{stem}.png", ["maps"]],
  ["p/x.png --out o/{dir}/{stem}.png --raw r/x.npy --mask {dir}/m.png --curves c.svg", ["o/p", "r", "p", "."]],
  ["p/**/x.png", ["p"]],
  ["p/**/x.png --out {dir}/../maps/{stem}.png", ["."]], // of p/a and of p
  ["p/q/**/x.png --out {dir}/../../{stem}.png", ["."]],
  ["p/**/x.png --out o/{dir}/{stem}.png", ["o/p"]],
  ["../p/**/x.png --out o/{dir}/{stem}.png", ["p"]],
  ["p/x.png --resume r/x.jsonl", ["p", "r"]],
  ["p/x.png --report page", ["p", "page"]],
  ["merge a/1.jsonl a/2.jsonl --out all/x.jsonl", ["all"]],
  ["merge a/1.jsonl", []],
  ["report r/x.jsonl --out page --truth t.csv", ["page"]],
  ["completion bash", []],
  ["help submit", []],
  ["tune", ["/cache"]],
])("writes: %s", (line, expected) => expect(writes(line)).toEqual(expected));

test.each([
  ["https://ann:pw@a.example/x.png", ["a.example:443"], ["."]],
  ["http://a.example/x.png http://a.example/y.png --out o/{stem}.png", ["a.example:80", "a.example:443"], ["o"]],
  ["http://[::1]:8080/x.png p/x.png", ["[::1]:8080"], ["p", "."]],
  ["ftp://a.example/x.png", [], ["."]],
])("connects, and writes: %s", (line, servers, expected) => {
  expect(flagsFor(needs(`--model my.pth ${line}`)).filter((flag) => flag.startsWith("--allow-net"))).toEqual(servers.length === 0 ? [] : [`--allow-net=${servers.join()}`]);
  expect(writes(line)).toEqual(expected);
});

test("a dry run writes nothing, asks nobody and obtains nothing", () => {
  const flags = flagsFor(needs("p/x.png https://a.example/x.png --files-from - --model resnet18 --out o/ --dry-run"));
  expect(flags).toEqual(["--allow-read", "--allow-env"]);
});

test.each([
  ["p/x.png --out o/ --raw o/n/", ["o", "o/n"]],
  ["p/x.png --out {dir}/maps/", ["p/maps"]],
  ["p/x.png --sheet o/", ["o"]],
])("results in folders are written there: %s", (line, expected) => expect(writes(line).map((path) => path.replace(/\/$/, ""))).toEqual(expected));

test("what lists name is granted by its folders, and everything where standard input names it", async () => {
  await inFolder(["deep/er/x.png"], async (folder) => {
    const list = join(folder, "list");
    await writeFile(list, "a/x.png\nb/c/*.png\r\nhttps://a.example/x.png\n/data/x.png\ntop.png\n");
    const needed = needs(`--files-from ${list} --model my.pth --out {dir}/maps/`);
    expect(needed).toMatchObject({ servers: ["a.example:443"], anywhere: [] });
    expect(needed.read).toEqual(expect.arrayContaining([list, "a", "b/c", "/data", "."]));
    expect(needed.write).toEqual(expect.arrayContaining(["a", "b/c", "/data", "."])); // a name may be that of a folder
    expect(writes(`-r ${join(folder, "deep")} --out {dir}/../x.png`)).toEqual([folder]); // of its sub-folders too
    expect(needs("--files-from - --model my.pth").anywhere).toEqual(["read", "write"]);
    expect(flagsFor(needs("--files-from - --model my.pth --out o/"))).toEqual(["--allow-read", "--allow-write=o", "--allow-env"]);
    expect(needs(`--files-from ${join(folder, "none")} --model my.pth`).anywhere).toEqual([]);
    await writeFile(list, Array.from({ length: 30_000 }, (_, at) => `/data/photos/${at}/x.png`).join("\n"));
    const granted = flagsFor(needs(`--files-from ${list} --model my.pth --out o/`)).find((flag) => flag.startsWith("--allow-read")) ?? "";
    expect(granted.replace("--allow-read=", "").split(",")).toEqual(expect.arrayContaining(["/cache", "my.pth", "/data/photos"]));
    expect(granted).not.toMatch(/[=,]\/(,|$)|\/data(,|$)/); // no more than what the names share
  });
});

test("a server of pictures is asked beside the one of models", () => {
  expect(flagsFor(needs("https://a.example/x.png --model resnet18"))).toContain("--allow-net=download.pytorch.org:443,a.example:443");
});

test("a folder is its own place, and a file whose name looks like a pattern is a file", async () => {
  await inFolder(["photos/a[1].png"], (folder) => {
    const photos = join(folder, "photos");
    expect(writes(photos)).toEqual([photos]);
    expect(reads(`${join(photos, "a[1].png")} --model my.pth`)).toEqual(["my.pth", join(photos, "a[1].png"), photos]);
    return Promise.resolve();
  });
});

describe("what must be obtained", () => {
  test.each([
    ["x.png", true],
    ["x.png --model resnet18", true],
    ["tune", true],
    ["x.png --model resnet81", false], // there is none
    ["--list-devices", false],
    ["weights resnet18", true],
    ["weights --list", false],
    ["weights --help", false],
  ])("%s: %s", (line, obtains) => {
    const needed = needs(line);
    expect(needed.obtains).toBe(obtains);
    expect(needed.write.includes("/cache")).toBe(obtains);
    expect(flagsFor(needed).filter((flag) => /^--allow-(run|net)/.test(flag))).toHaveLength(obtains ? 2 : 0);
  });

  test("is not what is at hand, unless the program found it damaged", async () => {
    await inFolder(["efficientnet_b0-npm.safetensors"], (folder) => {
      const here = { CAMLUCIDA_CACHE: folder };
      expect(["x.png", "x.png --model efficientnet_b0-npm", "x.png --model resnet18"].map((line) => needs(line, here).obtains)).toEqual([false, false, true]);
      expect(needsOf(["x.png"], { environment: here, obtains: true })).toMatchObject({ obtains: true, write: expect.arrayContaining([folder]) as unknown });
      return Promise.resolve();
    });
  });

  test("weights go where they are asked to", () => {
    for (const line of ["weights resnet18 --cache there", "weights --cache=there resnet18"]) expect(needs(line).write).toContain("there");
  });
});

test("without a home, nothing is granted in its place", () => {
  const needed = needsOf(["x.png", "--model", "my.pth"], { environment: {}, platform: "linux" });
  expect(needed.write.filter((path) => path !== "")).toEqual(["."]);
});

test("Deno divides lists at commas: the folder around is granted, and many files become their folders", async () => {
  await inFolder([], async (folder) => {
    await mkdir(join(folder, "a,b"));
    await writeFile(join(folder, "a,b", "x.png"), "");
    expect(flagsFor({ ...nothing, read: [join(folder, "a,b", "x.png")] })).toEqual([`--allow-read=${folder}`, "--allow-env"]);
  });
  const many = Array.from({ length: 50_000 }, (_, at) => `photos/${at % 3}/${at}.png`);
  const others = ["/cache", "my.pth", ".", "..", "/data/x.png"];
  expect(flagsFor({ ...nothing, read: [...others, ...many] })).toEqual([`--allow-read=${others.join()},photos/0,photos/1,photos/2`, "--allow-env"]);
  const folders = Array.from({ length: 20_000 }, (_, at) => `/data/photos/${at % 5000}/${at}`);
  expect(flagsFor({ ...nothing, read: [...others, ...folders] })).toEqual([`--allow-read=${others.join()},/data/photos`, "--allow-env"]);
});

test("the launcher's own folder may be removed", () => {
  expect(needs("x.png", { CAMLUCIDA_RUNTIME: "/tmp/r" }).write).toContain("/tmp/r");
});

test("a folder that was made for the launcher itself is not its program's to remove", async () => {
  vi.stubEnv("XDG_RUNTIME_DIR", "/run/user/0");
  expect(await inRuntime((env) => Promise.resolve(env))).toEqual({ CAMLUCIDA_RUNTIME: "" });
  vi.stubEnv("XDG_RUNTIME_DIR", "");
  const { made, was } = await inRuntime((env) => Promise.resolve({ made: env["CAMLUCIDA_RUNTIME"] ?? "", was: existsSync(env["XDG_RUNTIME_DIR"] ?? "") }));
  vi.unstubAllEnvs();
  expect(made).not.toBe("");
  expect([was, existsSync(made)]).toEqual([true, false]);
});

test.each([
  ["submit photos --queue redis://:secret@queue.example --model my.pth", ["queue.example:6379"], ["my.pth", "photos"], []],
  ["work --root /data --queue rediss://queue.example:6380/2", ["queue.example:6380"], ["/data"], ["/data"]],
  ["status --queue redis://[::1]", ["[::1]:6379"], [], []],
  ["collect", ["elsewhere:6379"], [], []],
])("machines at a queue touch its server, a worker its root besides: %s", (line, servers, read, written) => {
  const needed = needs(line, { CAMLUCIDA_QUEUE: "redis://elsewhere" });
  expect(needed.servers).toEqual(servers);
  expect(reads(line)).toEqual(read);
  expect(needed.write.filter((path) => path !== "")).toEqual(written);
  expect(flagsFor(needed).filter((flag) => /net|run|sys/.test(flag))).toEqual([`--allow-net=${servers.join()}`]);
});
