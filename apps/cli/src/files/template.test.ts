import fc from "fast-check";
import { dirname, resolve } from "node:path";
import { expect, test } from "vitest";
import { checkTemplate, classSlugs, fillTemplate } from "./template.ts";

const tabby = { class: "tabby", method: "grad-cam++", layer: "layer3.0" };
const photo = { kind: "file", path: "photos/My Cat.JPG" } as const;

test.each([
  ["{dir}/{stem}.cam.png", "photos/My Cat.cam.png"],
  ["{dir}/{stem}.{class}.cam.png", "photos/My Cat.tabby.cam.png"],
  ["out/{stem}-{ext}.jpg", "out/My Cat-JPG.jpg"],
  ["{stem}.{class}.{method}.{layer}.png", "My Cat.tabby.grad-cam++.layer3.0.png"],
  ["./{stem}.png", "My Cat.png"],
])("%s", (template, expected) => expect(fillTemplate(template, photo, tabby)).toBe(expected));

test("standard input is called stdin", () => {
  expect(fillTemplate("{dir}/{stem}.cam.png", { kind: "stdin" })).toBe("stdin.cam.png");
  expect(fillTemplate("{dir}/{stem}.cam.png", { kind: "file", path: "cat.png" })).toBe("cat.cam.png");
});

test("in a folder of results a photograph lies as it does in the folder that was searched", () => {
  const placed = (path: string, root?: string): string => fillTemplate("out/{below}/{name}.png", { kind: "file", path, ...(root !== undefined && { root }) });
  expect(placed("photos/pets/cats/x.jpg", "photos")).toBe("out/pets/cats/x.png");
  expect(placed("photos/x.jpg", "photos/")).toBe("out/x.png");
  expect(placed("photos/x.jpg")).toBe("out/x.png");
  expect(placed("a/x.jpg", ".")).toBe("out/a/x.png");
  expect(placed("/data/a/x.jpg", "/")).toBe("out/data/a/x.png");
  expect(placed("../a/x.jpg", "b")).toBe("out/x.png"); // never out of it
  expect(fillTemplate("out/{below}/{name}.png", { kind: "stdin" })).toBe("out/stdin.png");
});

test("what a server sends lies in the current folder, called as the end of its address", () => {
  const url = { kind: "url", url: "https://ann:pw@a.example/photos/My%20Cat.JPG?size=2" } as const;
  expect(fillTemplate("{dir}/{stem}.{ext}.png", url)).toBe("My Cat.JPG.png");
  expect(fillTemplate("out/{below}/{name}.png", { ...url, name: "My Cat.JPG" })).toBe("out/My Cat.JPG.png");
  expect(fillTemplate("out/{stem}/x.png", { kind: "url", url: "https://a.example/%2e%2e%2f" })).toBe("out/_/x.png");
});

test("a name that looks like a field is not filled a second time", () => {
  expect(fillTemplate("{dir}/{stem}.png", { kind: "file", path: "a/{class}.png" }, tabby)).toBe("a/{class}.png");
  expect(fillTemplate("{stem}.png", { kind: "file", path: "$&$1.png" })).toBe("$&$1.png");
});

test("wrong templates are usage errors that say what is possible", () => {
  expect(() => checkTemplate("--out", "{stm}.png", [".png"])).toThrow(/\{stm\} is not known.*Did you mean \{stem\}\?/);
  expect(() => checkTemplate("--out", "{stem}.gif", [".png", ".jpg", ".jpeg"])).toThrow(/must end in \.png, \.jpg or \.jpeg/);
  expect(() => checkTemplate("--raw", "{stem}", [".npy"])).toThrow(expect.objectContaining({ code: "usage-bad-value" }));
  expect(checkTemplate("--out", "-", [".png"])).toBe("-");
  expect(checkTemplate("--out", "X.PNG", [".png"])).toBe("X.PNG");
});

test("class labels become file-name parts", () => {
  expect(classSlugs(["Egyptian cat", "crane", "crane", "../../etc/passwd", "", "猫", "jack-o'-lantern", "."]))
    .toEqual(["egyptian-cat", "crane-1", "crane-2", "etc-passwd", "class-4", "猫", "jack-o-lantern", "class-7"]);
  expect(classSlugs(["a", "a", "a-1", "A 1"])).toEqual(["a-0", "a-1", "a-1-2", "a-1-3"]);
});

test("whatever the labels, the names differ, are short and stay in the folder", () => {
  const awkward = ["crane", "crane-0", "crane 0", "Crane", "x".repeat(5000), "..", "a/b", "a\\b", "\0"];
  const label = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...awkward));
  fc.assert(fc.property(fc.array(label, { maxLength: 40 }), (labels) => {
    const slugs = classSlugs(labels);
    expect(new Set(slugs).size).toBe(labels.length);
    for (const slug of slugs) {
      const path = fillTemplate("{dir}/{class}.png", photo, { ...tabby, class: slug });
      expect(dirname(resolve(path))).toBe(resolve("photos"));
      expect(new TextEncoder().encode(slug).length).toBeLessThan(250); // bytes
    }
  }), { seed: 11, numRuns: 300 });
});

test("whatever a photograph is called, a result that is named after it stays in its folder", () => {
  expect(fillTemplate("{dir}/{stem}/x.png", { kind: "file", path: "a/...png" })).toBe("a/__/x.png");
  expect(fillTemplate("{dir}/{stem}/x.png", { kind: "file", path: "a/..png" })).toBe("a/_/x.png");
  expect(fillTemplate("{dir}/{stem}.cam.png", { kind: "file", path: "a/b\n\u001b[2J.png" })).toBe("a/b__[2J.cam.png");
  const awkward = fc.constantFrom("..", ".", "...png", "....jpg", ".png", "..png", "a\\..\\b.png", "-.png", "a..", "\u0007");
  const name = fc.oneof(fc.string({ unit: "binary" }), awkward).map((text) => text.replaceAll(/[/\0]/g, "")).filter((text) => !["", ".", ".."].includes(text));
  fc.assert(fc.property(name, fc.constantFrom("{stem}", "{ext}", "{name}", "{ext}{stem}"), (file, field) => {
    const path = fillTemplate(`out/${field}/{stem}.png`, { kind: "file", path: `photos/${file}` });
    expect(resolve(path).startsWith(resolve("out"))).toBe(true);
    expect(path).not.toMatch(/\p{Cc}/u);
  }), { seed: 5, numRuns: 500 });
});
