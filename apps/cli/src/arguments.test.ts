import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Command, type Options, parseArguments } from "./arguments.ts";
import { UsageError } from "./errors.ts";
import { helpText } from "./help.ts";
import { options as table } from "./options.ts";

const vocabulary = { colormaps: ["signed", "jet", "turbo", "viridis"] };
const parse = (line: string): Command => parseArguments(line.split(" ").filter((word) => word !== ""), vocabulary);

function optionsOf(line: string): Options {
  const command = parse(line);
  if (command.kind !== "explain") throw new Error(`expected a run, got ${command.kind}`);
  return command.options;
}

test("one picture and nothing else: the defaults", () => {
  expect(optionsOf("cat.png")).toEqual({
    inputs: ["cat.png"], model: undefined, labels: undefined, classes: [{ kind: "top", count: 1 }], view: "signed", compat: undefined,
    crop: false, colormap: undefined, alpha: undefined, device: "auto", out: "{dir}/{stem}.cam.png", raw: undefined,
    json: false, force: false, detail: "normal",
  });
});

test("every option", () => {
  expect(optionsOf("--model my.pth --labels l.txt --class 285 --class tabby --view minmax --colormap jet --alpha=0.25 " +
    "--device cpu --crop --out o/{stem}.{class}.jpg --raw o/{stem}.{class}.npy --json --force -v a.png dir *.jpg")).toEqual({
    inputs: ["a.png", "dir", "*.jpg"], model: "my.pth", labels: "l.txt",
    classes: [{ kind: "index", index: 285 }, { kind: "label", text: "tabby" }], view: "minmax", compat: undefined, crop: true,
    colormap: "jet", alpha: 0.25, device: "cpu", out: "o/{stem}.{class}.jpg", raw: "o/{stem}.{class}.npy",
    json: true, force: true, detail: "verbose",
  });
});

test.each([
  ["top1 a.png", [{ kind: "top", count: 1 }]],
  ["TOP12 a.png", [{ kind: "top", count: 12 }]],
  ["0 a.png", [{ kind: "index", index: 0 }]],
  ["top a.png", [{ kind: "label", text: "top" }]],
])("--class %s", (line, classes) => expect(optionsOf(`--class ${line}`).classes).toEqual(classes));

test("a run for several classes names them all, unless told otherwise", () => {
  expect(optionsOf("--class top3 a.png").out).toBe("{dir}/{stem}.{class}.cam.png");
  expect(optionsOf("--class 1 --class 2 a.png").out).toBe("{dir}/{stem}.{class}.cam.png");
  expect(optionsOf("--class 1 a.png").out).toBe("{dir}/{stem}.cam.png");
});

test("help and version win over everything; devices need no picture; - is an input; -- ends the options", () => {
  expect(parse("--help --alpha 7")).toEqual({ kind: "help" });
  expect(parse("-h")).toEqual({ kind: "help" });
  expect(parse("--version a.png")).toEqual({ kind: "version" });
  expect(parse("--list-devices --json")).toEqual({ kind: "list-devices", json: true });
  expect(optionsOf("- --out -").inputs).toEqual(["-"]);
  expect(optionsOf("-- -q --json").inputs).toEqual(["-q", "--json"]);
  expect(optionsOf("-q a.png").detail).toBe("quiet");
});

describe("usage errors say what was wrong and what to do", () => {
  test.each([
    ["", "usage-no-input", /No picture was given.*samples\/chelsea\.png/],
    ["--modle x a.png", "usage-unknown-option", /no option --modle\. Did you mean --model\?/],
    ["-x a.png", "usage-unknown-option", /no option -x/],
    ["--view postive a.png", "usage-bad-value", /"postive" is not one of signed, positive, minmax\. Did you mean positive\?/],
    ["--colormap virdis a.png", "usage-bad-value", /Did you mean viridis\?/],
    ["--device tpu a.png", "usage-bad-value", /auto, gpu, cpu/],
    ["--compat keras a.png", "usage-bad-value", /is not one of article/],
    ["--alpha 1.5 a.png", "usage-bad-value", /"1\.5" is not a number from 0/],
    ["--alpha=-0.1 a.png", "usage-bad-value", /"-0\.1"/],
    ["--alpha half a.png", "usage-bad-value", /"half"/],
    ["--class top0 a.png", "usage-bad-value", /top1 to top1000/],
    ["--out {stem} a.png", "usage-bad-value", /must end in \.png, \.jpg or \.jpeg/],
    ["--raw {stem}.png a.png", "usage-bad-value", /must end in \.npy/],
    ["--json=yes a.png", "usage-bad-value", /--json takes no value; "yes"/],
    ["a.png --out", "usage-missing-value", /--out needs a value: --out TEMPLATE/],
    ["a.png --model --json", "usage-missing-value", /--model needs a value/],
    ["a.png --class=", "usage-missing-value", /--class needs a value/],
    ["--compat article --view signed a.png", "usage-contradiction", /--view cannot be chosen/],
    ["--compat article --crop a.png", "usage-contradiction", /--crop/],
    ["--compat article --colormap jet a.png", "usage-contradiction", /--colormap/],
    ["--compat article --alpha 1 a.png", "usage-contradiction", /--alpha/],
    ["-q -v a.png", "usage-contradiction", /exclude each other/],
    ["--out - --json a.png", "usage-contradiction", /both want standard output/],
    ["--out - a.png b.png", "usage-contradiction", /holds one picture, and 2 were given/],
    ["--raw - a.png", "usage-contradiction", /--raw cannot go to standard output/],
    ["--class top2 --out x.png a.png", "usage-contradiction", /put \{class\} into --out "x\.png"/],
    ["--class top2 --out - a.png", "usage-contradiction", /several classes/],
    ["--class top2 --raw {stem}.npy a.png", "usage-contradiction", /into --raw/],
  ])("%s", (line, code, message) => {
    expect(() => parse(line)).toThrow(message);
    expect(() => parse(line)).toThrow(expect.objectContaining({ code, name: "UsageError" }));
  });

  test("whatever is typed: a command or a UsageError", () => {
    const known = ["--out", "--class", "--alpha", "--json", "-", "--", "-qv", "--no-json", "--__proto__", "--toString=1", "a.png"];
    const word = fc.oneof(fc.string(), fc.constantFrom(...known));
    fc.assert(fc.property(fc.array(word, { maxLength: 8 }), (argv) => {
      try {
        expect(["help", "version", "list-devices", "explain"]).toContain(parseArguments(argv, vocabulary).kind);
      } catch (error) {
        expect(error).toBeInstanceOf(UsageError);
      }
    }), { seed: 3, numRuns: 500 });
  });
});

test("the help fits 80 columns and names every option, every colour map and every exit code", () => {
  const text = helpText(vocabulary.colormaps);
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  for (const { name } of table) expect(text).toContain(`--${name}`);
  for (const name of vocabulary.colormaps) expect(text).toContain(name);
  for (const code of [0, 1, 2, 3, 4]) expect(text).toMatch(new RegExp(`\\b${code}  `));
});
