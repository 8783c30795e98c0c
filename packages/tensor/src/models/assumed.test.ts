// What no file says of a network is said by the engine.
import { expect, test } from "vitest";
import { tinyResnet } from "../testing/index.ts";
import { recogniseNetwork } from "./recognise.ts";
import { assumedIn } from "./resnet_head.ts";

test("a head of two layers is taken to have ReLU between them, and one of one layer holds nothing that is assumed", () => {
  const tensors = tinyResnet();
  const own = { tensors, metadata: {}, skipped: [] };
  expect(recogniseNetwork(own).assumed).toBeUndefined();
  const [weight, bias] = [tensors.get("fc.weight"), tensors.get("fc.bias")];
  if (!weight || !bias) throw new Error("no head");
  tensors.delete("fc.weight");
  tensors.delete("fc.bias");
  tensors.set("fc.0.weight", { shape: [8, 16], data: new Float32Array(128) }).set("fc.0.bias", { shape: [8], data: new Float32Array(8) });
  tensors.set("fc.2.weight", { shape: [3, 8], data: new Float32Array(24) }).set("fc.2.bias", bias);
  expect(recogniseNetwork(own).assumed).toBe("that ReLU stands between the layers of its head");
});

test("a head that is published so is known", () => {
  const parts = [{ kind: "linear", name: "classifier.1" }, { kind: "relu", name: "classifier.1 (relu)" }, { kind: "linear", name: "classifier.4" }] as const;
  expect(assumedIn({ parts, pooling: "mean" }, ["classifier.1", "classifier.4"])).toBeUndefined();
  expect(assumedIn({ parts, pooling: "mean" }, ["classifier.0", "classifier.3"])).toMatch(/ReLU/);
});
