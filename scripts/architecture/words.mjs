// What each folder of the drawing is for, in a few words.
export const words = {
  "packages/cam/preprocess": "photograph → input",
  "packages/cam/network": "passes, maps, proof",
  "packages/cam/methods": "one file a method",
  "packages/cam/views": "map → picture",
  "packages/cam/colours": "level → colour",
  "packages/cam/compat": "as other systems do",
  "packages/cam/metrics": "how good is a map?",
  "packages/cam/live": "video on the GPU",
  "packages/cam/jpeg": "damage is refused",
  "packages/tensor/graph": "values, steps, rewriting",
  "packages/tensor/ops": "a folder an op",
  "packages/tensor/devices": "WebGPU, WASM, naive",
  "packages/tensor/models": "the tables of papers",
  "packages/tensor/checkpoint": ".pth, .safetensors",
  "packages/tensor/onnx": "a file's own graph",
  "packages/tensor/lab": "the ladder's rungs",
};
