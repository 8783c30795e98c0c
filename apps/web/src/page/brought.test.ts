import { expect, test } from "vitest";
import { filesChosen, sortBrought, titleOf } from "./brought.ts";

const brought = (path: string, type = "") => ({ path, file: new File(["…"], path.slice(path.lastIndexOf("/") + 1), { type }) });

test("a network, its labels, its numbers and a photograph at once, in any order", () => {
  const given = [brought("cat.jpg", "image/jpeg"), brought("net.onnx.data"), brought("classes.txt"), brought("net.onnx")];
  const { model, labels, picture, beside } = sortBrought(given);
  expect([model?.path, labels?.name, picture?.name]).toEqual(["net.onnx", "classes.txt", "cat.jpg"]);
  expect(beside.map(({ path }) => path)).toEqual(["net.onnx.data", "classes.txt"]);
});

test("a hub's folder: the whole model before the shortened one, and its settings are no labels", () => {
  const files = ["config.json", "preprocessor_config.json", "README.md", "onnx/model_quantized.onnx", "onnx/model.onnx", "onnx/model.onnx_data", "onnx/parts/0.bin", ".git/model.safetensors"];
  const { model, forms, labels, beside } = sortBrought(files.map((path) => brought(`vendor-net/${path}`)));
  expect([model?.path, forms, labels]).toEqual(["vendor-net/onnx/model.onnx", [], undefined]);
  expect(beside.map(({ path }) => path)).toEqual(["config.json", "preprocessor_config.json", "README.md", "onnx/model.onnx_data", "onnx/parts/0.bin"].map((path) => `vendor-net/${path}`));
  expect(model && titleOf(model)).toBe("vendor-net");
});

test("the same network in several forms: PyTorch's numbers first, its export if these are not understood", () => {
  const { model, forms } = sortBrought(["net/onnx/model.onnx", "net/pytorch_model.bin", "net/training_args.bin", "net/model.safetensors", "net/old.pth"].map((path) => brought(path)));
  expect([model?.path, forms.map(({ path }) => path)]).toEqual(["net/model.safetensors", ["net/pytorch_model.bin", "net/onnx/model.onnx"]]);
});

test("a list that is called so is the labels, where there are several texts", () => {
  expect(sortBrought([brought("notes.txt"), brought("labels.json"), brought("net.pth")]).labels?.name).toBe("labels.json");
  expect(sortBrought([brought("notes.txt"), brought("net.pth")]).labels?.name).toBe("notes.txt");
});

test("pictures alone, labels alone, and nothing of use", () => {
  expect(sortBrought([brought("a.png", "image/png")]).picture?.name).toBe("a.png");
  expect(sortBrought([brought("names.txt")])).toMatchObject({ model: undefined, picture: undefined, labels: { name: "names.txt" } });
  expect(sortBrought([brought("x.zip")])).toMatchObject({ model: undefined, picture: undefined, labels: undefined });
});

test("a file's own name is a network's, and the files of an input have their paths", () => {
  expect(titleOf(brought("some/net.v2.onnx"))).toBe("net.v2");
  expect(titleOf(brought("model.onnx"))).toBe("model");
  expect(filesChosen([new File([], "a.pth")]).map(({ path }) => path)).toEqual(["a.pth"]);
});

test("a picture of a format that the browser does not know is told by its name, so that the page says why it does not show it", () => {
  expect(sortBrought([brought("IMG_1.HEIC"), brought("net.onnx")]).picture?.name).toBe("IMG_1.HEIC");
  expect(sortBrought([brought("notes.txt"), brought("net.onnx")]).picture).toBeUndefined();
});
