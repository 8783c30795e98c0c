// Levels of a resized photograph → the numbers that a network was trained on.
//
//   input[c] = (level[c] / scale − mean[c]) / std[c],   each operation rounded to float32
//
// Source    torchvision 0.14: ToTensor, Normalize on PIL images. Bit exact. Keras' resnet50.preprocess_input ("caffe" mode) with
//           scale 1, std 1.

/** Of red, green and blue; of grey alone where the order is "L". */
export type PerChannel = readonly number[];

/** `mean[i]` and `std[i]` belong to the network's i-th input channel: under "BGR", `mean[0]` is blue's. */
export interface Normalisation {
  readonly order: "RGB" | "BGR" | "L"; // of the network's input channels; L: a single one, Pillow's grey
  readonly scale: 255 | 1; // what levels 0…255 are divided by first
  readonly mean: PerChannel; // in units of level / scale
  readonly std: PerChannel; // in units of level / scale
}

/** What torchvision's ImageNet models were trained with. */
export const imagenetNormalisation: Normalisation = {
  order: "RGB",
  scale: 255,
  mean: [0.485, 0.456, 0.406],
  std: [0.229, 0.224, 0.225],
};

/** Levels to network input through the table. [H, W, C] RGB or grey, 0…255 → [H, W, C] in the model's channel order */
export function normalise(pixels: Uint8Array, normalisation: Normalisation): Float32Array {
  const table = normalisationTable(normalisation); // [C, 256]
  const input = new Float32Array(pixels.length);
  if (normalisation.order === "L") {
    for (let i = 0; i < pixels.length; i++) input[i] = table[pixels[i]!]!;
    return input;
  }
  const [first, third] = normalisation.order === "RGB" ? [0, 2] : [2, 0];
  for (let i = 0; i < pixels.length; i += 3) {
    input[i] = table[pixels[i + first]!]!;
    input[i + 1] = table[256 + pixels[i + 1]!]!;
    input[i + 2] = table[512 + pixels[i + third]!]!;
  }
  return input;
}

/** (level / scale − mean) / std for every level of every channel. [C, 256], rows in the network's channel order */
export function normalisationTable({ scale, mean, std }: Normalisation): Float32Array {
  const { fround } = Math;
  const table = new Float32Array(mean.length * 256);
  for (let i = 0; i < table.length; i++) {
    const channel = i >> 8;
    const centred = fround(fround((i & 255) / scale) - fround(mean[channel]!));
    table[i] = centred / fround(std[channel]!); // the quotient of two float32, rounded once by the array
  }
  return table;
}
