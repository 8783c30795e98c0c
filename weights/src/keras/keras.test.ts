import { describe, expect, it } from "vitest";
import { convertModel } from "./convert.ts";
import { filesOf, type ModelJson, smallResNet, valueAt } from "../testing/tfjs.ts";

const convert = convertModel;

/** The place of a weight in the list, which its numbers are made from. */
function placeOf(model: ModelJson, name: string): number {
  return model.weightsManifest[0]?.weights.findIndex((weight) => weight.name === name) ?? -1;
}

describe("a Keras ResNet", () => {
  const model = smallResNet();
  const { tensors, batchNormEpsilon, bottleneckStride } = convert(filesOf(model));

  it("gets exactly the names of a torchvision bottleneck ResNet, and its biases", () => {
    const norm = ["weight", "bias", "running_mean", "running_var"];
    const pair = (
      conv: string,
      bn: string,
    ): string[] => [`${conv}.weight`, `${conv}.bias`, ...norm.map((part) => `${bn}.${part}`)];
    const blocks = [1, 2, 3, 4].flatMap((stage) => [
      ...[1, 2, 3].flatMap((nth) => pair(`layer${stage}.0.conv${nth}`, `layer${stage}.0.bn${nth}`)),
      ...pair(`layer${stage}.0.downsample.0`, `layer${stage}.0.downsample.1`),
    ]);
    expect([...tensors.keys()].toSorted()).toEqual([...pair("conv1", "bn1"), ...blocks, "fc.weight", "fc.bias"].toSorted());
  });

  it("says what PyTorch must know beside the arrays", () => {
    expect({ batchNormEpsilon, bottleneckStride }).toEqual({ batchNormEpsilon: 0.001, bottleneckStride: "conv1" });
  });

  it.each([
    ["conv1.weight", "conv1/kernel", [7, 7, 3, 4]],
    ["layer1.0.conv2.weight", "res2a_branch2b/kernel", [3, 3, 4, 4]],
    ["layer3.0.downsample.0.weight", "res4a_branch1/kernel", [1, 1, 16, 32]],
  ])("has %s as [outputs, inputs, rows, columns]", (torch, keras, [rows = 0, columns = 0, inputs = 0, outputs = 0]) => {
    const tensor = tensors.get(torch);
    expect(tensor?.shape).toEqual([outputs, inputs, rows, columns]);
    const nth = placeOf(model, keras);
    let at = 0;
    for (let o = 0; o < outputs; o++) {
      for (let i = 0; i < inputs; i++) {
        for (let y = 0; y < rows; y++) {
          for (let x = 0; x < columns; x++) {
            const there = ((y * columns + x) * inputs + i) * outputs + o; // HWIO, row-major
            if (tensor?.data[at++] !== valueAt(nth, there)) expect.fail(`${torch}[${o}, ${i}, ${y}, ${x}]`);
          }
        }
      }
    }
  });

  it("has fc.weight as [classes, channels]", () => {
    const nth = placeOf(model, "fc1000/kernel");
    expect(tensors.get("fc.weight")?.shape).toEqual([5, 64]);
    expect([...(tensors.get("fc.weight")?.data ?? [])]).toEqual(
      Array.from({ length: 5 * 64 }, (_, at) => valueAt(nth, (at % 64) * 5 + Math.floor(at / 64))),
    );
  });

  it.each([
    ["layer2.0.bn3.weight", "bn3a_branch2c/gamma"],
    ["layer2.0.bn3.bias", "bn3a_branch2c/beta"],
    ["layer4.0.downsample.1.running_mean", "bn5a_branch1/moving_mean"],
    ["bn1.running_var", "bn_conv1/moving_variance"],
    ["layer1.0.conv1.bias", "res2a_branch2a/bias"],
    ["fc.bias", "fc1000/bias"],
  ])("has %s from %s", (torch, keras) => {
    const nth = placeOf(model, keras);
    expect([...(tensors.get(torch)?.data ?? [])]).toEqual(
      Array.from({ length: tensors.get(torch)?.shape[0] ?? -1 }, (_, at) => valueAt(nth, at)),
    );
  });

  it("is the same whatever the shards' size", () => {
    for (const size of [4, 7, 1e6]) expect(convert(filesOf(smallResNet(), size)).tensors).toEqual(tensors);
  });
});

describe("a Keras model that is no ResNet, or hostile,", () => {
  type Damage = (model: ModelJson) => void;
  const layer = (model: ModelJson, name: string): Record<string, unknown> => {
    return model.modelTopology.model_config.config.layers.find((each) => each.name === name)?.config ?? expect.fail(name);
  };
  const weight = (model: ModelJson, name: string): ModelJson["weightsManifest"][number]["weights"][number] => {
    return model.weightsManifest[0]?.weights.find((each) => each.name === name) ?? expect.fail(name);
  };
  const after = (damage: Damage): Map<string, Uint8Array> => {
    const model = smallResNet();
    const files = filesOf(model);
    damage(model);
    return files.set("model.json", new TextEncoder().encode(JSON.stringify(model)));
  };
  const damages: readonly (readonly [string, string, Damage])[] = [
    ["an enormous array", "shards hold", (m) => {
      weight(m, "conv1/kernel").shape = [2 ** 30, 2 ** 20];
    }],
    ["an array larger than any number", "shards hold", (m) => {
      weight(m, "conv1/kernel").shape = Array.from({ length: 400 }, () => 2 ** 50);
    }],
    ["a negative dimension", "shape[0]", (m) => {
      weight(m, "conv1/bias").shape = [-4];
    }],
    ["a fraction of a channel", "shape[0]", (m) => {
      weight(m, "conv1/bias").shape = [0.5];
    }],
    ["quantised weights", "quantization", (m) => {
      weight(m, "conv1/bias").quantization = { dtype: "uint8" };
    }],
    ["whole numbers", "dtype", (m) => {
      weight(m, "conv1/bias").dtype = "int32";
    }],
    ["too few weights for its shards", "shards hold", (m) => {
      m.weightsManifest[0]?.weights.pop();
    }],
    ["a shard outside of the package", "../../etc/passwd", (m) => {
      m.weightsManifest[0]?.paths.push("../../etc/passwd");
    }],
    ["one name for two arrays", "twice", (m) => {
      weight(m, "bn_conv1/beta").name = "bn_conv1/gamma";
    }],
    ["an unknown layer", "res6a_branch2a/bias", (m) => {
      weight(m, "conv1/bias").name = "res6a_branch2a/bias";
    }],
    ["a name from the prototype", "__proto__", (m) => {
      weight(m, "conv1/bias").name = "__proto__/bias";
    }],
    ["a name inside of a name", "conv1/kernel/again", (m) => {
      weight(m, "conv1/bias").name = "conv1/kernel/again";
    }],
    ["an unknown part", "constructor", (m) => {
      weight(m, "conv1/bias").name = "conv1/constructor";
    }],
    ["a dense layer for a convolution", "Dense", (m) => {
      m.modelTopology.model_config.config.layers[0]!.class_name = "Dense";
    }],
    ["another number of filters", "[7, 7, 3, 8]", (m) => {
      layer(m, "conv1")["filters"] = 8;
    }],
    ["another kernel size", "kernel_size", (m) => {
      layer(m, "conv1")["kernel_size"] = [7, 5];
    }],
    ["the stride on the 3×3", "strides", (m) => {
      layer(m, "res3a_branch2a")["strides"] = [1, 1];
    }],
    ["no padding of the 3×3", "padding", (m) => {
      layer(m, "res3a_branch2b")["padding"] = "valid";
    }],
    ["a dilated convolution", "dilation_rate", (m) => {
      layer(m, "res5a_branch2b")["dilation_rate"] = [2, 2];
    }],
    ["channels first", "data_format", (m) => {
      layer(m, "conv1")["data_format"] = "channels_first";
    }],
    ["an activation inside the convolution", "activation", (m) => {
      layer(m, "conv1")["activation"] = "relu";
    }],
    ["sigmoid classes", "activation", (m) => {
      layer(m, "fc1000")["activation"] = "sigmoid";
    }],
    ["two epsilons", "expected one for all", (m) => {
      layer(m, "bn_conv1")["epsilon"] = 1e-5;
    }],
    ["no topology", "modelTopology", (m) => {
      Object.assign(m, { modelTopology: null });
    }],
    ["layers that are no list", "layers", (m) => {
      Object.assign(m.modelTopology.model_config.config, { layers: {} });
    }],
  ];
  it.each(damages)("with %s is refused", (_, place, damage) => {
    expect(() => convert(after(damage))).toThrow(
      expect.objectContaining({ code: "keras-malformed", message: expect.stringContaining(place) as string }),
    );
  });

  it("is refused without a model.json, with a broken one, and with an enormous one", () => {
    const files = filesOf(smallResNet());
    const json = files.get("model.json") ?? new Uint8Array();
    for (const broken of [undefined, json.subarray(0, 1_000), new Uint8Array(17 * 1024 * 1024)]) {
      if (broken === undefined) files.delete("model.json");
      else files.set("model.json", broken);
      expect(() => convert(files)).toThrow(expect.objectContaining({ code: "keras-malformed" }));
    }
  });
});
