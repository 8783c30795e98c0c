// Every option of the command line, once: read_options.ts reads this table, help.ts prints it.
import { layerFusions } from "@camlucida/cam";

export interface Option {
  readonly name: string; // without the leading "--"
  readonly short?: string;
  readonly value?: string; // what the value is called in the help; absent for a switch
  readonly repeatable?: true;
  readonly group: "What to explain" | "How to explain it" | "How it looks" | "Where it goes" | "How good it is" | "How it runs" | "Help";
  readonly help: string;
}

export const views = ["signed", "positive", "minmax"] as const;
export const compatibilities = ["article", "pytorch-grad-cam", "torch-cam"] as const;
export const targets = ["logit", "probability"] as const;
export const smoothings = ["augment", "component"] as const;
export const waysWithLayers = ["separate", ...layerFusions] as const;

export type View = (typeof views)[number];
export type Compatibility = (typeof compatibilities)[number];
export type TargetKind = (typeof targets)[number];
export type Smoothing = (typeof smoothings)[number];
export type LayersAs = (typeof waysWithLayers)[number];

export const options: readonly Option[] = [
  { name: "model", value: "NAME|FILE", group: "What to explain",
    help: "A name of `camlucida weights --list`, or a .pth, .safetensors or .onnx file of your own, or a folder with one as model hubs lay it out. " +
      "Without it: resnet18, or efficientnet_b0-npm where PyTorch's server cannot be reached." },
  { name: "stem", value: "HOW", group: "What to explain",
    help: "Of a checkpoint whose first convolution is not 7×7: its stride, and the max-pool behind it, as stride=1,pool=none, " +
      "stride=1,pool=max or stride=2,pool=max; no file says so. With ,padding=0 if it has none." },
  { name: "padding", value: "WHICH", group: "What to explain",
    help: "Of a checkpoint with timm's names of an EfficientNet or a MobileNetV3: even, or same if the network is called tf_…. Default: what timm's config.json beside it says." },
  { name: "output", value: "NAME", group: "What to explain",
    help: "Of an .onnx file with several outputs, the one that holds a number for each class." },
  { name: "input", value: "SIZE", group: "What to explain",
    help: "What the network looks at, in pixels: a side, as 320, or height times width, as 480x320. Default: what the model's file fixes " +
      "or says, or a file beside it, else 224. The map covers the whole photograph whatever it is." },
  { name: "preprocess", value: "NAME|FILE", group: "What to explain",
    help: "How photographs become what the network was trained on: torchvision, keras-tf (−1 … 1), caffe (BGR), clip, none (0 … 1), or a " +
      "JSON file as transformers, timm or camlucida write it. Default: what the model's file or a preprocessor_config.json or config.json beside it " +
      "says, else ImageNet's." },
  { name: "labels", value: "FILE", group: "What to explain", help: "The class names: one per line, or a JSON list or object. Default: those of the model's file or a config.json beside it." },
  { name: "class", value: "WHICH", repeatable: true, group: "What to explain",
    help: "top1 (default), top3, an index such as 285, or a label or an unambiguous part of one; several as tabby,lynx." },
  { name: "contrast", value: "A:B[:α]", repeatable: true, group: "What to explain",
    help: "What speaks for class A and not for B: the logit of A minus α (default 1) times that of B. Indices, labels, " +
      "or top1:top2 for the two most probable. Instead of --class; may be repeated." },
  { name: "similar-to", value: "FILE", repeatable: true, group: "What to explain",
    help: "In place of classes: where is the photograph like this one, by the network's features, also of a backbone without a class head. " +
      "May be repeated; --class and --contrast then name files. The percentage is the cosine of the features." },
  { name: "crop", group: "What to explain",
    help: "Look at the centre only, as published with the weights: usually shorter side to 256, centre 224×224. Without it the whole photograph is looked at." },

  { name: "method", value: "NAME,…", repeatable: true, group: "How to explain it",
    help: "One or several of the methods below, or all. Default: cam, or grad-cam where class maps are not defined." },
  { name: "layer", value: "NAME,…", repeatable: true, group: "How to explain it",
    help: "Where the methods look: last (default), or a layer by the network's own name: a ResNet's stem, layer1 … layer4, or a block " +
      "such as layer3.0. cam fits the last only, and is drawn there alone where other methods get more layers. Input gradients and " +
      "guided backpropagation know no layer." },
  { name: "layers-as", value: "HOW", group: "How to explain it",
    help: "separate (default: a map for each layer), or one map of them all: mean, max, or product (where every layer agrees)." },
  { name: "target", value: "WHAT", group: "How to explain it",
    help: "logit (default) or probability of the class; the latter weighs what speaks for other classes too." },
  { name: "smooth", value: "HOW", group: "How to explain it",
    help: "augment (the mean over six variants of the picture: six times the work) or component (the first principal " +
      "component of what would be summed); with --compat pytorch-grad-cam as that system does." },

  { name: "view", value: "VIEW", group: "How it looks",
    help: "signed (default: for and against; zero has no colour), positive (only for), " +
      "minmax (the smallest and largest value set the scale). The photograph is grey below, with lines at quarters of the scale." },
  { name: "colormap", value: "NAME", group: "How it looks", help: "The colours of the map. One of: {colormaps}. Signed maps have their own; warm is usual for positive, viridis for minmax." },
  { name: "alpha", value: "0…1", group: "How it looks", help: "How strongly the map covers the photograph: 0 is the photograph, 1 (default) all of the map's colours." },
  { name: "scale", value: "N|common", group: "How it looks",
    help: "What the strongest colour stands for, in the map's unit, so that pictures can be compared; common: the largest value of the " +
      "photograph's maps of one method and layer. Without it each map has its own. For the signed and positive views." },
  { name: "legend", group: "How it looks",
    help: "Class, method, range and colours in a strip below the picture (default, but for --compat; left out of pictures less than 160 pixels wide)." },
  { name: "no-legend", group: "How it looks", help: "The picture alone, as large as the photograph." },
  { name: "box", group: "How it looks",
    help: "Boxes around the connected regions where the evidence reaches the threshold: drawn, and in the report (the 100 largest)." },
  { name: "threshold", value: "0…1", group: "How it looks",
    help: "Of --box and --mask: a share of the largest positive value of the map. Default: 0.5." },
  { name: "compat", value: "SYSTEM", group: "How it looks",
    help: "Every step as another system does it: article (the classic PyTorch and OpenCV tutorial, bit for bit), " +
      "pytorch-grad-cam or torch-cam (their methods, finished as they do: 0 … 1, drawn in jet; but a principal component, as " +
      "Eigen-CAM's, has the sign that agrees with the features, where pytorch-grad-cam leaves it to chance)." },

  { name: "out", value: "TEMPLATE", group: "Where it goes",
    help: "The picture: .png or .jpg, with {dir}, {stem}, {ext}, {class}, {method} and {layer}; - for standard " +
      "output. Default: '{dir}/{stem}.cam.png', with the last three in front of .cam where one photograph gets several." },
  { name: "raw", value: "TEMPLATE", group: "Where it goes",
    help: "Also the map itself (cam's is in logits): a NumPy .npy, float32, [h, w]." },
  { name: "mask", value: "TEMPLATE", group: "Where it goes",
    help: "Also a mask, .png, 255 where the evidence reaches the threshold and 0 elsewhere." },
  { name: "sheet", value: "TEMPLATE", group: "Where it goes",
    help: "A contact sheet for each photograph: methods down, classes across, one scale and colour bar for each row; such as " +
      "'{dir}/{stem}.sheet.png'. With it, single pictures are written only where --out is given." },
  { name: "force", group: "Where it goes", help: "Replace files that exist." },
  { name: "skip-existing", group: "Where it goes",
    help: "Skip photographs whose results are all there, whatever made them, and write of the others what is missing: to go on with a folder." },
  { name: "json", group: "Where it goes", help: "One JSON object per picture on standard output, and nothing else there." },

  { name: "check", value: "FILE", group: "How good it is",
    help: "Whether a checkpoint is understood as it was meant: compares the logits of one picture with a .npy that Python saved. " +
      "Writes nothing unless asked; exit code 1 if they differ by more than a thousandth of their range." },
  { name: "metrics", group: "How good it is",
    help: "Judge every map: average drop and increase in confidence, insertion and deletion area, ROAD; the means after the last " +
      "picture, with --json as a last line {\"summary\": …}. Some 70 forward passes for each map." },
  { name: "boxes", value: "FILE", group: "How good it is",
    help: "Also the pointing games (peak within 15 pixels of 224; share of the energy inside): JSON, file name to " +
      "[x, y, width, height] in pixels, to a list of them, or to an object of them by class; or COCO's form." },
  { name: "curves", value: "TEMPLATE", group: "How good it is",
    help: "The insertion and deletion curves of all methods, an .svg for each photograph, and {class} where there are several." },

  { name: "device", value: "DEVICE", group: "How it runs", help: "auto (default: a hardware GPU, else the CPU), gpu, cpu." },
  { name: "list-devices", group: "How it runs", help: "Show what this computer offers, and stop." },
  { name: "list-layers", group: "How it runs", help: "Show the layers of the model that --model takes, by name, kind and shape, and stop." },
  { name: "quiet", short: "q", group: "How it runs", help: "Only errors." },
  { name: "verbose", short: "v", group: "How it runs", help: "Also the time of every stage, why this device, the model's hash and the proof." },

  { name: "help", short: "h", group: "Help", help: "This text." },
  { name: "version", group: "Help", help: "The version." },
];
