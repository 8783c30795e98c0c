import { describe, expect, it } from "vitest";
import { withoutWrapperPrefixes } from "./checkpoint.ts";

const scalar = { shape: [], data: Float32Array.of(0) };

const strip = (tensors: readonly string[], skipped: readonly string[] = []): string[][] => {
  const checkpoint = withoutWrapperPrefixes({ tensors: new Map(tensors.map((name) => [name, scalar])), metadata: {}, skipped });
  return [[...checkpoint.tensors.keys()], [...checkpoint.skipped]];
};

describe("wrapper prefixes", () => {
  const prefixes = ["module.", "_orig_mod.", "model.", "backbone.", "module._orig_mod.", "_orig_mod.module.model."];

  it.each(prefixes)("drops %s from all names", (prefix) => {
    const [tensors, skipped] = strip([`${prefix}conv1.weight`, `${prefix}fc.bias`], [`${prefix}bn1.num_batches_tracked`]);
    expect(tensors).toEqual(["conv1.weight", "fc.bias"]);
    expect(skipped).toEqual(["bn1.num_batches_tracked"]);
  });

  it("keeps a prefix that a single name lacks", () => {
    expect(strip(["backbone.conv1.weight", "head.weight"])).toEqual([["backbone.conv1.weight", "head.weight"], []]);
    expect(strip(["module.conv1.weight", "module.fc.weight", "fc.weight"])[0]).toContain("module.fc.weight");
  });

  it("keeps what is no wrapper, and a name that is nothing but a prefix", () => {
    expect(strip(["encoder.conv1.weight", "encoder.fc.weight"])[0]).toEqual(["encoder.conv1.weight", "encoder.fc.weight"]);
    expect(strip(["module."])[0]).toEqual(["module."]);
    expect(strip([])[0]).toEqual([]);
  });

  it("leaves a counter outside the wrapped network as it is", () => {
    const [, skipped] = strip(["module.fc.weight"], ["n_averaged", "module.bn1.num_batches_tracked"]);
    expect(skipped).toEqual(["n_averaged", "bn1.num_batches_tracked"]);
  });
});
