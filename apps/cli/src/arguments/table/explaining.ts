// The options that say what is explained and how.
import { methods } from "@camlucida/cam";
import { paddingRules } from "@camlucida/tensor";
import { smoothings, targets, waysWithLayers } from "./choices.ts";
import { explaining, opening, type Option } from "./option.ts";

export const explainingOptions: readonly Option[] = [
  { name: "recursive", short: "r", commands: explaining, group: "What goes in", help: "Of a folder also the folders in it, to any depth." },
  { name: "files-from", commands: explaining, value: "FILE|-", repeatable: true, group: "What goes in",
    help: "The names of pictures, one on each line, or with a NUL between them (find -print0, git ls-files -z); - is standard input." },
  { name: "model", short: "m", commands: ["explain", "submit", "tune"], value: "NAME|FILE", group: "The model",
    help: "A name of `camlucida weights --list`, or a .pth, .safetensors or .onnx file of your own, or a folder with one as model hubs lay it out. " +
      "Without it: resnet18, or efficientnet_b0-npm where PyTorch's server cannot be reached." },
  { name: "stem", commands: opening, value: "HOW", group: "The model",
    help: "Of a checkpoint whose first convolution is not 7×7: its stride, and the max-pool behind it, as stride=1,pool=none, " +
      "stride=1,pool=max or stride=2,pool=max; no file says so. With ,padding=0 if it has none." },
  { name: "padding", commands: opening, value: "WHICH", values: paddingRules, group: "The model",
    help: "Of a checkpoint with timm's names of an EfficientNet or a MobileNetV3: even, or same if the network is called tf_…. Default: what timm's config.json beside it says." },
  { name: "output", commands: opening, value: "NAME", group: "The model",
    help: "Of an .onnx file with several outputs, the one that holds a number for each class." },
  { name: "input", commands: opening, value: "SIZE", group: "The model",
    help: "What the network looks at, in pixels: a side, as 320, or height times width, as 480x320. Default: what the model's file fixes " +
      "or says, or a file beside it, else 224. The map covers the whole photograph whatever it is." },
  { name: "preprocess", commands: opening, value: "NAME|FILE", group: "The model",
    help: "How photographs become what the network was trained on: torchvision, keras-tf (−1 … 1), caffe (BGR), clip, none (0 … 1), or a " +
      "JSON file as transformers, timm or camlucida write it. Default: what the model's file or a preprocessor_config.json or config.json beside it " +
      "says, else ImageNet's." },
  { name: "labels", yieldsTo: ["similar-to"], commands: ["explain", "submit", "inspect"], value: "FILE", group: "The model", help: "The class names: one per line, or a JSON list or object. Default: those of the model's file or a config.json beside it." },
  { name: "class", yieldsTo: ["contrast"], short: "c", commands: explaining, value: "WHICH", repeatable: true, group: "What to explain",
    help: "top1 (default), top3, an index such as 285, or a label or an unambiguous part of one; several as tabby,lynx." },
  { name: "contrast", yieldsTo: ["class", "target", "compat", "metrics"], commands: explaining, value: "A:B[:α]", repeatable: true, group: "What to explain",
    help: "What speaks for class A and not for B: the logit of A minus α (default 1) times that of B. Indices, labels, " +
      "or top1:top2 for the two most probable. Instead of --class; may be repeated." },
  { name: "similar-to", yieldsTo: ["labels", "target", "metrics", "check", "truth"], commands: explaining, value: "FILE", repeatable: true, group: "What to explain",
    help: "In place of classes: where is the photograph like this one, by the network's features, also of a backbone without a class head. " +
      "May be repeated; --class and --contrast then name files. The percentage is the cosine of the features." },
  { name: "crop", yieldsTo: ["compat"], commands: explaining, group: "What to explain",
    help: "Look at the centre only, as published with the weights: usually shorter side to 256, centre 224×224. Without it the whole photograph is looked at." },

  { name: "method", commands: explaining, value: "NAME,…", values: [...methods.map(({ name }) => name), "all"], repeatable: true, group: "How to explain it",
    help: "One or several of the methods below, or all. Default: cam, or grad-cam where class maps are not defined." },
  { name: "layer", yieldsTo: ["method"], commands: explaining, value: "NAME,…", repeatable: true, group: "How to explain it",
    help: "Where the methods look: last (default), or a layer by the network's own name: a ResNet's stem, layer1 … layer4, or a block " +
      "such as layer3.0. cam fits the last only, and is drawn there alone where other methods get more layers. Input gradients and " +
      "guided backpropagation know no layer." },
  { name: "layers-as", yieldsTo: ["compat", "layer"], commands: explaining, value: "HOW", values: waysWithLayers, group: "How to explain it",
    help: "separate (default: a map for each layer), or one map of them all: mean, max, or product (where every layer agrees)." },
  { name: "target", yieldsTo: ["contrast", "similar-to", "compat"], commands: explaining, value: "WHAT", values: targets, group: "What to explain",
    help: "logit (default) or probability of the class; the latter weighs what speaks for other classes too." },
  { name: "smooth", yieldsTo: ["compat"], commands: explaining, value: "HOW", values: smoothings, group: "How to explain it",
    help: "augment (the mean over six variants of the picture: six times the work) or component (the first principal " +
      "component of what would be summed); with --compat pytorch-grad-cam as that system does." },
];
