// What other libraries call the tensors of MobileNetV2, V3 and EfficientNet → torchvision's names.
// Sources  timm.models (_efficientnet_blocks, mobilenetv3, efficientnet), lukemelas' efficientnet_pytorch.model, and transformers.models
// (efficientnet, mobilenet_v2) for names, padding and ε; tonylins' and d-li14's MobileNetV2 for the older ones.
import type { LibraryNaming, Renaming } from "./library_naming.ts";

type Has = (tensor: string) => boolean;
type Layer = readonly [conv: string, norm: string];

/** How a library calls the layers of an inverted bottleneck. */
interface BlockWords {
  /** What only blocks that expand their input have. */
  readonly expansion: string;
  layers(expands: boolean): { readonly expand: Layer; readonly depthwise: Layer; readonly project: Layer };
  readonly squeeze: string;
  readonly excite: string;
}

const timm: BlockWords = {
  expansion: "conv_pwl", squeeze: "se.conv_reduce", excite: "se.conv_expand",
  layers: (expands) => (expands
    ? { expand: ["conv_pw", "bn1"], depthwise: ["conv_dw", "bn2"], project: ["conv_pwl", "bn3"] }
    : { expand: ["", ""], depthwise: ["conv_dw", "bn1"], project: ["conv_pw", "bn2"] }),
};

const lukemelas: BlockWords = {
  expansion: "_expand_conv", squeeze: "_se_reduce", excite: "_se_expand",
  layers: () => ({ expand: ["_expand_conv", "_bn0"], depthwise: ["_depthwise_conv", "_bn1"], project: ["_project_conv", "_bn2"] }),
};

const transformers: BlockWords = {
  expansion: "expansion.expand_conv", squeeze: "squeeze_excite.reduce", excite: "squeeze_excite.expand",
  layers: () => ({
    expand: ["expansion.expand_conv", "expansion.expand_bn"], depthwise: ["depthwise_conv.depthwise_conv", "depthwise_conv.depthwise_norm"],
    project: ["projection.project_conv", "projection.project_bn"],
  }),
};

const together = ([conv, norm]: Layer, own: string): Renaming[] => [[conv, `${own}.0`], [norm, `${own}.1`]];

/** The block at `place` of the file, which torchvision calls `own`: its parts in order, without those that it has not. */
function mbconvRenamings({ expansion, layers, squeeze, excite }: BlockWords, has: Has, place: string, own: string): Renaming[] {
  const expands = has(`${place}.${expansion}.weight`);
  const excites = has(`${place}.${squeeze}.weight`);
  const { expand, depthwise, project } = layers(expands);
  const parts = [
    ...(expands ? [(at: string) => together(expand, at)] : []),
    (at: string) => together(depthwise, at),
    ...(excites ? [(at: string): Renaming[] => [[squeeze, `${at}.fc1`], [excite, `${at}.fc2`]]] : []),
    (at: string) => together(project, at),
  ];
  return parts.flatMap((part, at) => part(`${own}.block.${at}`)).map(([name, now]) => [`${place}.${name}`, now]);
}

/** Figure 2 of EfficientNetV2: one convolution, or one that expands and one that projects. */
function fusedRenamings(has: Has, place: string, own: string): Renaming[] {
  const layers: Layer[] = has(`${place}.conv_exp.weight`) ? [["conv_exp", "bn1"], ["conv_pwl", "bn2"]] : [["conv", "bn1"]];
  return layers.flatMap((layer, at) => together(layer, `${own}.block.${at}`)).map(([name, now]) => [`${place}.${name}`, now]);
}

const MOST_BLOCKS = 64; // of a stage

function blocksOf(isThere: (at: number) => boolean): number[] {
  let count = 0;
  while (count < MOST_BLOCKS && isThere(count)) count++;
  return Array.from({ length: count }, (_, at) => at);
}

// --- EfficientNet

/** timm's names are the same of networks that PyTorch trained and of TensorFlow's, whose padding and ε are others. */
const eitherOfTimm = { padding: "unsaid", epsilon: { even: 1e-5, same: 1e-3 } } as const;

const timmsEfficientNet = (signature: string, besides: readonly string[]): LibraryNaming => ({
  signature, besides: ["conv_stem.weight", "bn2.weight", ...besides], ...eitherOfTimm,
  renamings(has) {
    const isFused = (place: string): boolean => !has(`${place}.conv_dw.weight`);
    const isThere = (place: string): boolean => ["conv_dw", "conv_exp", "conv"].some((name) => has(`${place}.${name}.weight`));
    const stages = blocksOf((stage) => isThere(`blocks.${stage}.0`));
    const blocks = stages.flatMap((stage) => blocksOf((at) => isThere(`blocks.${stage}.${at}`)).flatMap((at) => {
      const [place, own] = [`blocks.${stage}.${at}`, `features.${stage + 1}.${at}`];
      return isFused(place) ? fusedRenamings(has, place, own) : mbconvRenamings(timm, has, place, own);
    }));
    return [...together(["conv_stem", "bn1"], "features.0"), ...blocks, ...together(["conv_head", "bn2"], `features.${stages.length + 1}`), ["classifier", "classifier.1"]];
  },
});

/** Blocks by stage, by how many there are in all: B0, B1 and B2, B3 … B7. */
const depths: Readonly<Record<number, readonly number[]>> = {
  16: [1, 2, 2, 3, 3, 4, 1], 23: [2, 3, 3, 4, 4, 5, 2], 26: [2, 3, 3, 5, 5, 6, 2], 32: [2, 4, 4, 6, 6, 8, 2],
  39: [3, 5, 5, 7, 7, 9, 3], 45: [3, 6, 6, 8, 8, 11, 3], 55: [4, 7, 7, 10, 10, 13, 4],
};

/** Sides of their images. */
const sides: Readonly<Record<string, number>> = { b0: 224, b1: 240, b2: 260, b3: 300, b4: 380, b5: 456, b6: 528, b7: 600 };

/** What a library with one row of blocks calls them, and what is before and behind. */
interface RowWords {
  readonly blocks: string;
  readonly words: BlockWords;
  readonly stem: Layer;
  readonly head: Layer;
  readonly classifier: string;
}

/** TensorFlow's weights: its padding, which is that of the image that a network was made for, and its ε. */
const inOneRow = (signature: string, { blocks, words, stem, head, classifier }: RowWords): LibraryNaming => ({
  signature, padding: "same", epsilon: 1e-3,
  sideOf: (network) => sides[network.slice("efficientnet_".length)] ?? sides["b0"],
  renamings(has) {
    const row = blocksOf((at) => has(`${blocks}.${at}.${words.layers(true).depthwise[0]}.weight`));
    const places = (depths[row.length] ?? []).flatMap((depth, stage) => Array.from({ length: depth }, (_, at) => `features.${stage + 1}.${at}`));
    const renamings = places.flatMap((own, at) => mbconvRenamings(words, has, `${blocks}.${at}`, own));
    return [...together(stem, "features.0"), ...renamings, ...together(head, "features.8"), [classifier, "classifier.1"]];
  },
});

export const namingsOfEfficientNet: readonly LibraryNaming[] = [
  timmsEfficientNet("blocks.0.0.se.conv_reduce.weight", ["blocks.6.0.conv_dw.weight"]),
  timmsEfficientNet("blocks.0.0.conv.weight", ["blocks.1.0.conv_exp.weight"]),
  inOneRow("_blocks.0._depthwise_conv.weight", { blocks: "_blocks", words: lukemelas, stem: ["_conv_stem", "_bn0"], head: ["_conv_head", "_bn1"], classifier: "_fc" }),
  inOneRow("efficientnet.encoder.blocks.0.depthwise_conv.depthwise_conv.weight", {
    blocks: "efficientnet.encoder.blocks", words: transformers, classifier: "classifier",
    stem: ["efficientnet.embeddings.convolution", "efficientnet.embeddings.batchnorm"], head: ["efficientnet.encoder.top_conv", "efficientnet.encoder.top_bn"],
  }),
];

// --- MobileNetV3

/** @param stages how many bottlenecks each of timm's stages has; the 1×1 convolution behind them is the last stage */
const timmsMobileNetV3 = (stages: readonly number[]): LibraryNaming => ({
  signature: `blocks.${stages.length}.0.conv.weight`, besides: ["conv_stem.weight", "conv_head.bias", "blocks.0.0.conv_dw.weight"], ...eitherOfTimm,
  renamings(has) {
    const places = stages.flatMap((count, stage) => Array.from({ length: count }, (_, at) => `blocks.${stage}.${at}`));
    return [
      ...together(["conv_stem", "bn1"], "features.0"),
      ...places.flatMap((place, at) => mbconvRenamings(timm, has, place, `features.${at + 1}`)),
      ...together([`blocks.${stages.length}.0.conv`, `blocks.${stages.length}.0.bn1`], `features.${places.length + 1}`),
      ["classifier", "classifier.3"],
    ];
  },
});

export const namingsOfMobileNetV3: readonly LibraryNaming[] = [timmsMobileNetV3([1, 2, 3, 4, 2, 3]), timmsMobileNetV3([1, 2, 3, 2, 3])];

// --- MobileNetV2

/** Bottlenecks by stage. */
const stagesOfV2 = [1, 2, 3, 4, 3, 3, 1] as const;
const LAST = 18; // place among the features

/** A bottleneck: features.1 does not expand. @param layers its convolutions and batch-norms in order */
function bottleneckRenamings(layers: readonly Layer[], place: string, at: number): Renaming[] {
  return layers.flatMap(([conv, norm], index): Renaming[] => {
    const isLast = index === layers.length - 1;
    const own = `features.${at}.conv.${index}`;
    return [[`${place}.${conv}`, isLast ? own : `${own}.0`], [`${place}.${norm}`, isLast ? `features.${at}.conv.${index + 1}` : `${own}.1`]];
  });
}

const timmsMobileNetV2: LibraryNaming = {
  signature: "blocks.3.3.conv_dw.weight", besides: ["conv_stem.weight", "bn2.weight", "blocks.6.0.conv_pwl.weight"],
  renamings() {
    const places = stagesOfV2.flatMap((count, stage) => Array.from({ length: count }, (_, at) => `blocks.${stage}.${at}`));
    const blocks = places.flatMap((place, at) => {
      const { expand, depthwise, project } = timm.layers(at > 0);
      return bottleneckRenamings(at > 0 ? [expand, depthwise, project] : [depthwise, project], place, at + 1);
    });
    return [...together(["conv_stem", "bn1"], "features.0"), ...blocks, ...together(["conv_head", "bn2"], `features.${LAST}`), ["classifier", "classifier.1"]];
  },
};

const transformersMobileNetV2: LibraryNaming = {
  signature: "mobilenet_v2.conv_stem.first_conv.convolution.weight", padding: "same", epsilon: 1e-3,
  renamings() {
    const layer = (name: string): Layer => [`${name}.convolution`, `${name}.normalization`];
    const [up, own, down] = [layer("expand_1x1"), layer("conv_3x3"), layer("reduce_1x1")];
    const blocks = Array.from({ length: LAST - 2 }, (_, at) => bottleneckRenamings([up, own, down], `mobilenet_v2.layer.${at}`, at + 2)).flat();
    return [
      ...together(layer("mobilenet_v2.conv_stem.first_conv"), "features.0"), ...bottleneckRenamings([own, down], "mobilenet_v2.conv_stem", 1), ...blocks,
      ...together(layer("mobilenet_v2.conv_1x1"), `features.${LAST}`), ["classifier", "classifier.1"],
    ];
  },
};

/** All layers of a block in one sequence, activations counted. */
const olderMobileNetV2: LibraryNaming = {
  signature: "features.1.conv.3.weight",
  renamings(has) {
    const [first, second, third]: readonly Layer[] = [["conv.0", "conv.1"], ["conv.3", "conv.4"], ["conv.6", "conv.7"]];
    const blocks = Array.from({ length: LAST - 1 }, (_, at) => bottleneckRenamings(at > 0 ? [first, second, third] as Layer[] : [first, second] as Layer[], `features.${at + 1}`, at + 1));
    return [...blocks.flat(), ...(has(`features.${LAST}.0.weight`) ? [] : together(["conv.0", "conv.1"], `features.${LAST}`)), ...(has("classifier.weight") ? [["classifier", "classifier.1"] as const] : [])];
  },
};

export const namingsOfMobileNetV2: readonly LibraryNaming[] = [timmsMobileNetV2, transformersMobileNetV2, olderMobileNetV2];
