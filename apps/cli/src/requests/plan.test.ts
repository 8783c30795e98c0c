import { imagenetPreprocessing, type RawMap } from "@camlucida/cam";
import { expect, test } from "vitest";
import type { HowOptions } from "../arguments/options.ts";
import { assemble, fitMethods, mapsFor, planMaps, refuseJudging } from "./plan.ts";

const asked = (changes: Partial<HowOptions>): HowOptions =>
  ({ methods: ["cam"], methodsByDefault: false, layers: ["layer4"], layersAs: "separate", smooth: undefined, compat: undefined, ...changes });

/** "method layer ← the places its answers come from" */
const outline = (changes: Partial<HowOptions>): string[] => {
  const { requests, maps } = planMaps(asked(changes));
  const request = (at: number): string => `${requests[at]?.method.name} ${requests[at]?.layer}`;
  return maps.map(({ method, layer, answers }) => `${method.name} ${layer} ← ${answers.map(request).join(", ")}`);
};

test("each method at each layer, but cam at the last and pixels once", () => {
  expect(outline({ methods: ["cam", "grad-cam", "input-gradient", "guided-grad-cam"], layers: ["layer3", "layer4"] })).toEqual([
    "cam layer4 ← cam layer4",
    "grad-cam layer3 ← grad-cam layer3",
    "grad-cam layer4 ← grad-cam layer4",
    "input-gradient image ← input-gradient layer4",
    "guided-grad-cam layer3 ← guided-grad-cam layer3",
    "guided-grad-cam layer4 ← guided-grad-cam layer4",
  ]);
});

test("only the first target of a photograph gets the maps that are of no class", () => {
  const plan = planMaps(asked({ methods: ["eigen-cam", "cam", "eigengrad-cam"], layers: ["layer4"] }));
  const names = (isFirst: boolean): string[] => mapsFor(plan, isFirst).map(({ method }) => method.name);
  expect([names(true), names(false)]).toEqual([["eigen-cam", "cam", "eigengrad-cam"], ["cam", "eigengrad-cam"]]);
});

test("fused layers are one map; pytorch-grad-cam always fuses", () => {
  expect(outline({ methods: ["cam", "layer-cam"], layers: ["layer2", "layer4"], layersAs: "product" })).toEqual([
    "cam layer4 ← cam layer4", "layer-cam layer2+layer4 ← layer-cam layer2, layer-cam layer4",
  ]);
  expect(outline({ methods: ["grad-cam"], layers: ["layer2", "layer4"], compat: "pytorch-grad-cam" })).toEqual([
    "grad-cam layer2+layer4 ← grad-cam layer2, grad-cam layer4",
  ]);
  expect(outline({ methods: ["grad-cam"], layers: ["layer2", "layer4"], compat: "torch-cam" })).toHaveLength(2);
});

test("a smoothed method is another request under the same name", () => {
  const { requests, maps } = planMaps(asked({ methods: ["grad-cam"], smooth: "component" }));
  expect(requests[0]?.method).toMatchObject({ name: "grad-cam", reduce: "principal component" });
  expect(maps[0]?.method.reduce).toBe("sum");
});

test("another system's method is another method", () => {
  const own = planMaps(asked({ methods: ["grad-cam++"] })).requests[0]?.method;
  const theirs = planMaps(asked({ methods: ["grad-cam++"], compat: "pytorch-grad-cam" })).requests[0]?.method;
  expect(theirs?.name).toBe(own?.name);
  expect(theirs?.weights).not.toBe(own?.weights);
});

test("maps are finished as the options say", () => {
  const raw = (layer: string, ...values: number[]): RawMap => ({ method: "grad-cam", layer, width: 2, height: 1, values: Float32Array.from(values) });
  const maps = [raw("layer3", -2, 4), raw("layer4", 1, 2)];
  const finish = (changes: Partial<HowOptions>, count: number): RawMap => {
    const options = asked({ methods: ["grad-cam"], layers: ["layer3", "layer4"].slice(0, count), ...changes });
    const [planned] = planMaps(options).maps;
    if (!planned) throw new Error("no map");
    return assemble(maps.slice(0, count), planned, options, imagenetPreprocessing.size);
  };
  expect(finish({}, 1)).toBe(maps[0]);
  expect(Array.from(finish({ layersAs: "mean" }, 2).values)).toEqual([0, 1]); // of [−½, 1] and [½, 1]
  expect(Array.from(finish({ compat: "torch-cam" }, 1).values)).toEqual([0, 1]);
  expect(finish({ compat: "pytorch-grad-cam" }, 2)).toMatchObject({ width: 224, height: 224 });
});

test("where class maps are not defined, Grad-CAM is drawn by default, CAM is left out of several, and alone it is refused", () => {
  const said: string[] = [];
  const fitted = (changes: Partial<HowOptions>, hasClassMaps = false): readonly string[] =>
    fitMethods(asked(changes), { architecture: "vgg16", hasClassMaps, hasClasses: true }, (line) => void said.push(line)).methods;
  expect(fitted({}, true)).toEqual(["cam"]);
  expect(fitted({ methods: ["layer-cam"] })).toEqual(["layer-cam"]);
  expect(said).toEqual([]);
  expect(fitted({ methodsByDefault: true })).toEqual(["grad-cam"]);
  expect(fitted({ methods: ["cam", "hirescam"] })).toEqual(["hirescam"]);
  expect(said).toEqual([expect.stringMatching(/^CAM is not defined for vgg16: .* Grad-CAM is drawn\.$/), expect.stringMatching(/It is left out\.$/)]);
  for (const changes of [{}, { methodsByDefault: true, compat: "article" as const }]) {
    expect(() => fitted(changes)).toThrow(expect.objectContaining({ code: "no-class-maps" }) as Error);
  }
});

test("of a backbone Eigen-CAM is drawn by default, and what is about a class is left out or refused", () => {
  const said: string[] = [];
  const fitted = (changes: Partial<HowOptions>): readonly string[] =>
    fitMethods(asked(changes), { architecture: "resnet50", hasClassMaps: false, hasClasses: false }, (line) => void said.push(line)).methods;
  expect(fitted({ methods: ["eigen-cam"] })).toEqual(["eigen-cam"]);
  expect(said).toEqual([]);
  expect(fitted({ methodsByDefault: true })).toEqual(["eigen-cam"]);
  expect(fitted({ methods: ["grad-cam", "eigen-cam"] })).toEqual(["eigen-cam"]);
  expect(said).toEqual([expect.stringMatching(/^No class .* resnet50: .* Eigen-CAM is drawn\.$/), expect.stringMatching(/is left out\.$/)]);
  expect(() => fitted({ methods: ["grad-cam"] })).toThrow(expect.objectContaining({ code: "no-classes" }) as Error);
});

test("maps of a backbone are not judged: metrics are of a class' probability", () => {
  const judged = (metrics: boolean, hasClasses: boolean) => () => refuseJudging({ metrics }, { architecture: "resnet50", hasClasses });
  expect(judged(true, false)).toThrow(expect.objectContaining({ code: "no-classes", message: expect.stringContaining("--metrics") as string }) as Error);
  for (const fine of [judged(true, true), judged(false, false)]) expect(fine).not.toThrow();
});
