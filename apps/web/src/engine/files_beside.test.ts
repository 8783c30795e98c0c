import { expect, test } from "vitest";
import { textsBeside } from "./files_beside.ts";

const brought = (path: string, text: string) => ({ path, file: new File([text], path) });

test("what a hub says lies beside the model, or beside the folder of its export", async () => {
  const files = [brought("net/config.json", "around"), brought("net/onnx/config.json", "own"), brought("net/preprocessor_config.json", "prepared"), brought("other/config.json", "another's")];
  expect(await textsBeside(files, "net/onnx/model.onnx")).toEqual([{ name: "preprocessor_config.json", text: "prepared" }, { name: "config.json", text: "own" }]);
  expect(await textsBeside(files, "net/model.safetensors")).toEqual([{ name: "preprocessor_config.json", text: "prepared" }, { name: "config.json", text: "around" }]);
  expect(await textsBeside([brought("config.json", "loose")], "net.onnx")).toEqual([{ name: "config.json", text: "loose" }]);
  expect(await textsBeside(files, "model.onnx")).toEqual([]);
});
