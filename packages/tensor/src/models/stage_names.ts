// What other libraries call the tensors of ConvNeXt, RegNet and VGG → torchvision's names.
// Sources  timm.models (convnext, regnet, vgg), facebookresearch's ConvNeXt and pycls, transformers.models (convnext, regnet).
import type { LibraryNaming, Renaming } from "./library_naming.ts";
import { asLinear } from "./library_naming.ts";

type Has = (tensor: string) => boolean;

const MOST_BLOCKS = 64; // of a stage

function placesOf(isThere: (at: number) => boolean, first = 0): number[] {
  let count = 0;
  while (count < MOST_BLOCKS && isThere(first + count)) count++;
  return Array.from({ length: count }, (_, at) => first + at);
}

// --- ConvNeXt

/** How a library calls its parts. */
interface ConvNextWords {
  block(stage: number, at: number): string;
  readonly depthwise: string;
  readonly norm: string;
  readonly up: string;
  readonly down: string;
  readonly scale: string;
  /** Between stages, and before the first of them. */
  readonly halvings: readonly [norm: string, conv: string][];
  readonly stem: readonly [conv: string, norm: string];
  readonly head: readonly [norm: string, linear: string];
}

const stages = [0, 1, 2, 3];

const convNext = ({ block, depthwise, norm, up, down, scale, halvings, stem, head }: ConvNextWords): LibraryNaming => ({
  signature: `${block(0, 0)}.${depthwise}.weight`, besides: [`${block(0, 0)}.${scale}`],
  // layer_scale is [C, 1, 1] of torchvision's, and the layers at every position are 1×1 convolutions in some of timm's
  shapeOf: (name, shape) => (name.endsWith(".layer_scale") && shape.length === 1 ? [...shape, 1, 1] : /\.block\.[35]\.weight$/.test(name) ? asLinear(shape) : shape),
  renamings(has) {
    const blocks = stages.flatMap((stage) => placesOf((at) => has(`${block(stage, at)}.${depthwise}.weight`)).flatMap((at): Renaming[] => {
      const [place, own] = [block(stage, at), `features.${2 * stage + 1}.${at}`];
      return [
        [`${place}.${depthwise}`, `${own}.block.0`], [`${place}.${norm}`, `${own}.block.2`], [`${place}.${up}`, `${own}.block.3`], [`${place}.${down}`, `${own}.block.5`],
        [`${place}.${scale}`, `${own}.layer_scale`],
      ];
    }));
    const between = halvings.flatMap(([before, conv], at): Renaming[] => [[before, `features.${2 * at + 2}.0`], [conv, `features.${2 * at + 2}.1`]]);
    return [[stem[0], "features.0.0"], [stem[1], "features.0.1"], ...blocks, ...between, [head[0], "classifier.0"], [head[1], "classifier.2"]];
  },
});

const halvingsIn = (place: (stage: number) => string): [string, string][] => [1, 2, 3].map((stage) => [`${place(stage)}.0`, `${place(stage)}.1`]);

export const namingsOfConvNext: readonly LibraryNaming[] = [
  convNext({ // timm
    block: (stage, at) => `stages.${stage}.blocks.${at}`, depthwise: "conv_dw", norm: "norm", up: "mlp.fc1", down: "mlp.fc2", scale: "gamma",
    halvings: halvingsIn((stage) => `stages.${stage}.downsample`), stem: ["stem.0", "stem.1"], head: ["head.norm", "head.fc"],
  }),
  convNext({ // facebookresearch
    block: (stage, at) => `stages.${stage}.${at}`, depthwise: "dwconv", norm: "norm", up: "pwconv1", down: "pwconv2", scale: "gamma",
    halvings: halvingsIn((stage) => `downsample_layers.${stage}`), stem: ["downsample_layers.0.0", "downsample_layers.0.1"], head: ["norm", "head"],
  }),
  convNext({ // transformers; the last ε there is 1e-12, which moves no logit by a millionth
    block: (stage, at) => `convnext.encoder.stages.${stage}.layers.${at}`, depthwise: "dwconv", norm: "layernorm", up: "pwconv1", down: "pwconv2", scale: "layer_scale_parameter",
    halvings: halvingsIn((stage) => `convnext.encoder.stages.${stage}.downsampling_layer`),
    stem: ["convnext.embeddings.patch_embeddings", "convnext.embeddings.layernorm"], head: ["convnext.layernorm", "classifier"],
  }),
];

// --- RegNet

/** How a library calls its parts: of a layer its convolution and its batch-norm. */
interface RegNetWords {
  block(stage: number, at: number): string; // both from 1 on
  layer(part: "a" | "b" | "c" | "proj", excites: boolean): readonly [conv: string, norm: string];
  readonly excitation: readonly [squeeze: string, excite: string];
  readonly stem: readonly [conv: string, norm: string];
  readonly head: string;
}

const parts = ["a", "b", "c", "proj"] as const;

const regNet = ({ block, layer, excitation: [squeeze, excite], stem, head }: RegNetWords): LibraryNaming => {
  const blockRenamings = (has: Has, place: string, own: string): Renaming[] => {
    const excites = has(`${place}.${squeeze}.weight`);
    return [
      ...parts.flatMap((part): Renaming[] => {
        const [[conv, norm], now] = [layer(part, excites), part === "proj" ? `${own}.proj` : `${own}.f.${part}`];
        return [[`${place}.${conv}`, `${now}.0`], [`${place}.${norm}`, `${now}.1`]];
      }),
      [`${place}.${squeeze}`, `${own}.f.se.fc1`], [`${place}.${excite}`, `${own}.f.se.fc2`],
    ];
  };
  const [first] = layer("a", true);
  return {
    signature: `${block(1, 1)}.${first}.weight`, besides: [`${stem[0]}.weight`],
    renamings: (has) => [
      [stem[0], "stem.0"], [stem[1], "stem.1"], [head, "fc"],
      ...[1, 2, 3, 4].flatMap((stage) => placesOf((at) => has(`${block(stage, at)}.${first}.weight`), 1)
        .flatMap((at) => blockRenamings(has, block(stage, at), `trunk_output.block${stage}.block${stage}-${at - 1}`))),
    ],
  };
};

/** Layers in order, but for the one that squeeze-and-excitation has among them. */
const counted = { a: () => 0, b: () => 1, c: (excites: boolean) => (excites ? 3 : 2) } as const;

export const namingsOfRegNet: readonly LibraryNaming[] = [
  regNet({ // timm
    block: (stage, at) => `s${stage}.b${at}`, excitation: ["se.fc1", "se.fc2"], stem: ["stem.conv", "stem.bn"], head: "head.fc",
    layer: (part) => {
      const name = { a: "conv1", b: "conv2", c: "conv3", proj: "downsample" }[part];
      return [`${name}.conv`, `${name}.bn`];
    },
  }),
  regNet({ // pycls
    block: (stage, at) => `s${stage}.b${at}`, excitation: ["f.se.f_ex.0", "f.se.f_ex.2"], stem: ["stem.conv", "stem.bn"], head: "head.fc",
    layer: (part) => (part === "proj" ? ["proj", "bn"] : [`f.${part}`, `f.${part}_bn`]),
  }),
  regNet({ // transformers
    block: (stage, at) => `regnet.encoder.stages.${stage - 1}.layers.${at - 1}`, excitation: ["layer.2.attention.0", "layer.2.attention.2"],
    stem: ["regnet.embedder.embedder.convolution", "regnet.embedder.embedder.normalization"], head: "classifier.1",
    layer: (part, excites) => {
      const name = part === "proj" ? "shortcut" : `layer.${counted[part](excites)}`;
      return [`${name}.convolution`, `${name}.normalization`];
    },
  }),
];

// --- VGG

/** timm's: the first two layers are convolutions of what pooling leaves, 7×7 and 1×1, whose numbers lie as those of linear layers. */
export const namingsOfVgg: readonly LibraryNaming[] = [{
  signature: "pre_logits.fc1.weight", besides: ["features.0.bias", "head.fc.weight"],
  shapeOf: (name, [out = 0, ...others]) => (/^classifier\.[03]\.weight$/.test(name) ? [out, others.reduce((product, side) => product * side, 1)] : [out, ...others]),
  renamings: () => [["pre_logits.fc1", "classifier.0"], ["pre_logits.fc2", "classifier.3"], ["head.fc", "classifier.6"]],
}];
