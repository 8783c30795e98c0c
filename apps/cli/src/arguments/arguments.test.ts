import { methods } from "@camlucida/cam";
import { describe, expect, test } from "vitest";
import { type Command, parseArguments } from "./arguments.ts";
import { refuseTerminal } from "./contradictions.ts";
import { helpText } from "./help.ts";
import { optionsOf as optionsIn, options as table } from "./option_table.ts";
import type { Options } from "./options.ts";
import { commandNames } from "./table/option.ts";
import { commandTexts } from "./table/texts.ts";

const vocabulary = { colormaps: ["signed", "jet", "turbo", "viridis"] };
const parse = (line: string): Command => parseArguments(line.split(" ").filter((word) => word !== ""), vocabulary);

function optionsOf(line: string): Options {
  const command = parse(line);
  if (command.kind !== "explain") throw new Error(`expected a run, got ${command.kind}`);
  return command.options;
}

test("the input's size: a side, or height times width", () => {
  expect(optionsOf("--input 320 cat.png").what.input).toEqual({ height: 320, width: 320 });
  expect(optionsOf("--input 480x320 cat.png").what.input).toEqual({ height: 480, width: 320 });
});

test("one picture and nothing else: the defaults", () => {
  expect(optionsOf("cat.png")).toEqual({
    what: { inputs: ["cat.png"], filesFrom: [], recursive: false, model: undefined, stem: undefined, padding: undefined, input: undefined, preprocess: undefined, labels: undefined, classes: [{ kind: "top", count: 1 }], contrasts: [], similarTo: [], target: "logit", crop: false },
    how: { methods: ["cam"], methodsByDefault: true, layers: ["last"], layersAs: "separate", smooth: undefined, compat: undefined },
    style: { view: "signed", colormap: undefined, alpha: undefined, scale: undefined, legend: true, box: false, threshold: 0.5 },
    outputs: { out: "{dir}/{name}.cam.png", raw: undefined, sheet: undefined, mask: undefined, curves: undefined, json: false, csv: false, top: 5, report: undefined, force: false, skipExisting: false, existing: "refuse" },
    run: {
      device: "auto", metrics: false, boxes: undefined, check: undefined, detail: "normal", jobs: undefined, dryRun: false, resume: undefined, resumeBy: "stat",
      keepFailures: false, shard: undefined, truth: undefined,
    },
  });
});

test("pictures in place of classes, as often as they are named", () => {
  expect(optionsOf("a.png --similar-to b.png --similar-to c.jpg").what.similarTo).toEqual(["b.png", "c.jpg"]);
});

test("every option", () => {
  expect(optionsOf("--model my.pth --stem stride=1,pool=none --padding same --labels l.txt --class 285 --class tabby --view positive --colormap jet --alpha=0.25 --scale 40 --no-legend " +
    "--method cam,Grad-CAM --method eigen-cam --layer layer4 --layer stem,layer3.0 --layers-as max --target probability --smooth component " +
    "--device cpu --crop --out o/{stem}.{class}.{method}.jpg " +
    "--raw o/{method}/{stem}.{class}.npy --sheet o/{stem}.jpg --box --threshold .2 --mask {class}{method}.png --metrics --boxes b.json " +
    "--curves {class}.svg --check l.npy --json --force -v --top 3 -j 3 --dry-run --shard 2/8 a.png dir *.jpg")).toEqual({
    what: {
      inputs: ["a.png", "dir", "*.jpg"], filesFrom: [], recursive: false, model: "my.pth", stem: "stride=1,pool=none", padding: "same", labels: "l.txt",
      classes: [{ kind: "index", index: 285 }, { kind: "label", text: "tabby" }], contrasts: [], similarTo: [], target: "probability", crop: true,
    },
    how: { methods: ["cam", "grad-cam", "eigen-cam"], methodsByDefault: false, layers: ["layer4", "stem", "layer3.0"], layersAs: "max", smooth: "component", compat: undefined },
    style: { view: "positive", colormap: "jet", alpha: 0.25, scale: 40, legend: false, box: true, threshold: 0.2 },
    outputs: {
      out: "o/{stem}.{class}.{method}.jpg", raw: "o/{method}/{stem}.{class}.npy", sheet: "o/{stem}.jpg", mask: "{class}{method}.png", curves: "{class}.svg",
      json: true, csv: false, top: 3, report: undefined, force: true, skipExisting: false, existing: "refuse",
    },
    run: {
      device: "cpu", metrics: true, boxes: "b.json", check: "l.npy", detail: "verbose", jobs: 3, dryRun: true, resume: undefined, resumeBy: "stat",
      keepFailures: false, shard: { index: 2, count: 8 }, truth: undefined,
    },
  });
  expect(optionsOf("-r --files-from a.txt --files-from - --csv --resume r.jsonl --resume-by content --keep-failures --report r --truth t.csv")).toMatchObject({
    what: { inputs: [], recursive: true, filesFrom: ["a.txt", "-"] }, outputs: { csv: true, report: "r" },
    run: { resume: "r.jsonl", resumeBy: "content", keepFailures: true, truth: "t.csv" },
  });
});

test("short forms are those of other tools", () => {
  expect(optionsOf("-m my.pth -c tabby -o x.png -f -j 3 -r a.png")).toEqual(optionsOf("--model my.pth --class tabby --out x.png --force --jobs 3 --recursive a.png"));
});

test.each([
  ["top1 a.png", [{ kind: "top", count: 1 }]],
  ["TOP12 a.png", [{ kind: "top", count: 12 }]],
  ["0 a.png", [{ kind: "index", index: 0 }]],
  ["top a.png", [{ kind: "label", text: "top" }]],
  ["tabby,285,top2 a.png", [{ kind: "label", text: "tabby" }, { kind: "index", index: 285 }, { kind: "top", count: 2 }]],
])("--class %s", (line, classes) => expect(optionsOf(`--class ${line}`).what.classes).toEqual(classes));

test("a comma before a space is part of a label", () => {
  expect(parseArguments(["--class", "crane, bird", "a.png"], vocabulary)).toMatchObject({ options: { what: { classes: [{ kind: "label", text: "crane, bird" }] } } });
});

test.each([
  ["--class top3", "{dir}/{name}.{class}.cam.png"],
  ["--class 1 --class 2", "{dir}/{name}.{class}.cam.png"],
  ["--class 1", "{dir}/{name}.cam.png"],
  ["--method grad-cam", "{dir}/{name}.cam.png"],
  ["--method cam,grad-cam", "{dir}/{name}.{method}.cam.png"],
  ["--method grad-cam --layer layer2,layer3", "{dir}/{name}.{layer}.cam.png"],
  ["--method eigen-cam --class top3", "{dir}/{name}.cam.png"],
  ["--method eigen-cam,cam --class top3", "{dir}/{name}.{class}.{method}.cam.png"],
  ["--method grad-cam --layer layer2,layer3 --layers-as mean", "{dir}/{name}.cam.png"],
  ["--method grad-cam --layer layer2,layer3 --compat torch-cam", "{dir}/{name}.{layer}.cam.png"],
  ["--layer layer2,layer3 --compat pytorch-grad-cam", "{dir}/{name}.cam.png"],
  ["--method cam,input-gradient,grad-cam --layer layer3,layer4 --class top2", "{dir}/{name}.{class}.{method}.{layer}.cam.png"],
  ["--method input-gradient,guided-backpropagation,cam", "{dir}/{name}.{method}.cam.png"],
  ["--contrast 1:2", "{dir}/{name}.cam.png"],
  ["--contrast 1:2 --contrast 2:1", "{dir}/{name}.{class}.cam.png"],
  ["--class tabby,lynx", "{dir}/{name}.{class}.cam.png"],
])("%s: in the default name only what varies", (line, out) => expect(optionsOf(`${line} a.png`).outputs.out).toBe(out));

test("a legend is for people: other systems' pictures have none, and nothing needs saying for that", () => {
  expect(optionsOf("--compat torch-cam --method grad-cam a.png").style.legend).toBe(false);
  expect(optionsOf("--compat article --no-legend a.png").style.legend).toBe(false);
  expect(optionsOf("--legend --scale common a.png").style).toMatchObject({ legend: true, scale: "common" });
});

test("help and version win over everything; devices need no picture; - is an input; -- ends the options", () => {
  expect(parse("--help --alpha 7")).toEqual({ kind: "help", about: "explain" });
  expect(parse("-h")).toEqual({ kind: "help", about: "explain" });
  expect(parse("tune -h")).toEqual({ kind: "help", about: "tune" });
  expect(parse("help merge")).toEqual({ kind: "help", about: "merge" });
  expect(parse("version")).toEqual({ kind: "version" });
  expect(parse("--version a.png")).toEqual({ kind: "version" });
  expect(parse("--list-devices --json")).toEqual({ kind: "list-devices", json: true });
  expect(optionsOf("- --out -").what.inputs).toEqual(["-"]);
  expect(optionsOf("-- -q --json").what.inputs).toEqual(["-q", "--json"]);
  expect(optionsOf("-q a.png").run.detail).toBe("quiet");
});

test("curves are shared by all methods", () => {
  expect(optionsOf("--metrics --curves {stem}.svg --method all a.png").outputs.curves).toBe("{stem}.svg");
});

test("a sheet takes the place of the pictures, unless they are asked for too", () => {
  expect(optionsOf("--sheet {dir}/{stem}.sheet.png --method all --class top5 a.png").outputs).toMatchObject({ out: undefined, sheet: "{dir}/{stem}.sheet.png" });
  expect(optionsOf("--sheet {stem}.png --out {stem}.cam.png a.png").outputs.out).toBe("{stem}.cam.png");
});

describe("methods", () => {
  test.each(["input-gradient", "guided-backpropagation", "input-gradient,guided-backpropagation"])("%s need no layer: the default one is nobody's mistake", (names) => {
    expect(optionsOf(`--method ${names} a.png`).how.methods).toEqual(names.split(","));
  });

  test("all of them, once each; without layer4 all that fit", () => {
    const all = methods.map(({ name }) => name);
    expect(optionsOf("--method all a.png --out {method}.png").how.methods).toEqual(all);
    expect(optionsOf("--method cam,all,grad-cam a.png").how.methods).toEqual(all);
    expect(optionsOf("--method all --layer layer3 a.png").how.methods).toEqual(all.filter((name) => name !== "cam"));
  });

  test("another system has its own; the first is its default", () => {
    expect(optionsOf("--compat pytorch-grad-cam a.png").how.methods).toEqual(["grad-cam"]);
    expect(optionsOf("--compat pytorch-grad-cam --smooth augment a.png").how.smooth).toBe("augment");
    expect(optionsOf("--compat torch-cam --method all a.png").how.methods).toEqual(["cam", "grad-cam", "xgrad-cam", "layer-cam"]);
    expect(optionsOf("--compat article a.png").how.methods).toEqual(["cam"]);
  });
});

test.each([
  ["281:287", { for: { kind: "index", index: 281 }, against: { kind: "index", index: 287 }, alpha: 1 }],
  ["tabby:lynx:0.6", { for: { kind: "label", text: "tabby" }, against: { kind: "label", text: "lynx" }, alpha: 0.6 }],
  ["top1:top2:2e-1", { for: { kind: "top", count: 1 }, against: { kind: "top", count: 2 }, alpha: 0.2 }],
])("--contrast %s", (text, contrast) => {
  expect(optionsOf(`--contrast ${text} a.png`).what).toMatchObject({ contrasts: [contrast], classes: [] });
});

test("the help fits 80 columns and names every option, every method with its use, every colour map and every exit code", () => {
  const text = helpText("explain", vocabulary.colormaps);
  for (const { name } of optionsIn("explain")) expect(text).toContain(`--${name}`);
  const oneLine = text.replaceAll(/\s+/g, " ");
  for (const { name, use } of methods) expect(oneLine).toContain(` ${name} ${use}`);
  for (const name of vocabulary.colormaps) expect(text).toContain(name);
  for (const code of [0, 1, 2, 3, 4]) expect(text).toMatch(new RegExp(`\\b${code}  `));
});

test("the first screen says what it is, how to begin, and which commands there are", () => {
  const [first = ""] = /^(?:.*\n){40}/.exec(helpText("explain", [])) ?? [];
  for (const name of commandNames.filter((each) => !["explain", "version"].includes(each))) expect(first).toMatch(new RegExp(`^  ${name} `, "m"));
  expect(first).toContain("Usage: camlucida");
});

test.each(commandNames)("%s has a help, 80 columns wide, of its usage and all its options", (command) => {
  const text = helpText(command, []);
  expect(text).toContain(`camlucida ${commandTexts[command].usage[0]}`);
  for (const { name } of optionsIn(command)) expect(text).toMatch(new RegExp(`--${name}\\b`));
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
});

test("a name is one option to each command, and has a value or has none whoever takes it", () => {
  for (const command of commandNames) {
    const names = optionsIn(command).map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
    const shorts = optionsIn(command).flatMap(({ short = [] }) => short);
    expect(shorts).toEqual([...new Set(shorts)]);
  }
  for (const { name, short, value } of table) {
    expect(table.filter((other) => other.name === name).map((other) => [other.short, other.value === undefined])).toEqual(table.filter((other) => other.name === name).map(() => [short, value === undefined]));
  }
});

describe("tune", () => {
  test.each([
    ["tune", { model: undefined, json: false }],
    ["tune --model my.pth --json", { model: "my.pth", json: true }],
    ["tune --model two.onnx --output logits --input 480x320 --preprocess my.json --stem stride=1,pool=none --padding same",
      { model: "two.onnx", json: false, output: "logits", input: { height: 480, width: 320 }, preprocess: "my.json", stem: "stride=1,pool=none", padding: "same" }],
  ])("%s", (line, options) => expect(parse(line)).toEqual({ kind: "tune", options }));

  test.each(["tune a.png", "tune --device gpu", "--view signed tune"])("%s is refused", (line) => {
    expect(() => parse(line)).toThrow(expect.objectContaining({ code: "usage-contradiction" }));
  });

  test("a picture of that name, or behind another, is a picture", () => {
    expect(optionsOf("./tune").what.inputs).toEqual(["./tune"]);
    expect(optionsOf("a.png tune").what.inputs).toEqual(["a.png", "tune"]);
  });
});

describe("the other commands", () => {
  const queue = { url: "redis://me:word@x:6379/2", name: "camlucida" };
  test.each([
    ["explain a.png", { kind: "explain", options: { what: { inputs: ["a.png"] } } }],
    ["./report report", { kind: "explain", options: { what: { inputs: ["./report", "report"] } } }],
    ["weights resnet18 -f --cache c", { kind: "weights", options: { names: ["resnet18"], list: false, force: true, cache: "c" } }],
    ["report a.jsonl b.jsonl --out r --truth t.csv", { kind: "report", options: { results: ["a.jsonl", "b.jsonl"], out: "r", truth: "t.csv", force: false, detail: "normal" } }],
    ["merge a.jsonl -o all.jsonl -q", { kind: "merge", options: { results: ["a.jsonl"], out: "all.jsonl", force: false, detail: "quiet" } }],
    [`work --queue ${queue.url} --root /data -j 2 --device cpu`, { kind: "work", options: { queue, root: "/data", device: "cpu", jobs: 2, detail: "normal" } }],
    [`status --json --queue ${queue.url} --queue-name q`, { kind: "status", options: { queue: { ...queue, name: "q" }, json: true } }],
    [`collect --queue ${queue.url}`, { kind: "collect", options: { queue } }],
    ["completion zsh", { kind: "completion", shell: "zsh" }],
    ["--list-formats --json", { kind: "list-formats", json: true }],
  ])("%s", (line, command) => expect(parse(line)).toMatchObject(command));

  test("what is submitted can be asked for again, with the pictures behind it", () => {
    const command = parse(`submit photos -r --queue ${queue.url} --batch 4 -m my.pth -c tabby -c top2 --no-legend --alpha .5 -o maps/{stem}.{class}.png`);
    if (command.kind !== "submit") throw new Error(command.kind);
    expect(command.options).toMatchObject({ queue, root: ".", batch: 4, json: false, explained: { what: { inputs: ["photos"], recursive: true, model: "my.pth" } } });
    expect(command.options.settings).toEqual(["--model=my.pth", "--class=tabby", "--class=top2", "--no-legend", "--alpha=.5", "--out=maps/{stem}.{class}.png"]);
    const again = parseArguments([...command.options.settings, "--recursive", "photos"], vocabulary);
    expect(again).toEqual({ kind: "explain", options: command.options.explained });
  });
});

test("a PNG is not written to a terminal", () => {
  const piped = optionsOf("a.png --out -").outputs;
  expect(() => refuseTerminal(piped, true)).toThrow(expect.objectContaining({ code: "usage-contradiction", message: expect.stringContaining("> cat.cam.png") as string }));
  expect(() => refuseTerminal(piped, false)).not.toThrow();
  expect(() => refuseTerminal(optionsOf("a.png").outputs, true)).not.toThrow();
});
