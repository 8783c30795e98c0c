// The stages that a photograph goes through, and what each gives, by the example of a ResNet-18 and samples/chelsea.png.
export const photograph = [
  { stage: "decode", file: "apps/cli/src/image/decode.ts", says: ["PNG, JPEG", "→ pixels"], gives: ["451×300×4", "levels 0 … 255"] },
  { stage: "preprocess", file: "packages/cam/src/preprocess/preprocess.ts", says: ["resize,", "normalise"], gives: ["224×224×3", "about −2 … 2"] },
  { stage: "network", file: "packages/tensor/src/models/resnet.ts", says: ["convolutions,", "in steps"], gives: ["7×7×512", "features"] },
  { stage: "evidence", file: "packages/cam/src/network/evidence.ts", says: ["fc at every", "position; proof"], gives: ["7×7", "logits, for each class"] },
  { stage: "view", file: "packages/cam/src/views/style.ts", says: ["scale, enlarge,", "colours, lines"], gives: ["451×300×4", "a picture"] },
  { stage: "encode", file: "apps/cli/src/image/encode.ts", says: ["pixels →", "PNG, JPEG"], gives: ["a file", "whole or not at all"] },
];
