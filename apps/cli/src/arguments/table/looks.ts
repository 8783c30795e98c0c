// The options that say how a map looks.
import { colourMaps } from "@camlucida/cam";
import { compatibilities, views } from "./choices.ts";
import { explaining, type Option } from "./option.ts";

export const looksOptions: readonly Option[] = [
  { name: "view", yieldsTo: ["compat", "colormap", "scale"], commands: explaining, value: "VIEW", values: views, group: "How it looks",
    help: "signed (default: for and against; zero has no colour), positive (only for), " +
      "minmax (the smallest and largest value set the scale). The photograph is grey below, with lines at quarters of the scale." },
  { name: "colormap", yieldsTo: ["compat", "view"], commands: explaining, value: "NAME", values: Object.keys(colourMaps), group: "How it looks", help: "The colours of the map. One of: {colormaps}. Signed maps have their own; warm is usual for positive, viridis for minmax." },
  { name: "alpha", yieldsTo: ["compat"], commands: explaining, value: "0…1", group: "How it looks", help: "How strongly the map covers the photograph: 0 is the photograph, 1 (default) all of the map's colours." },
  { name: "scale", yieldsTo: ["compat", "view"], commands: explaining, value: "N|common", group: "How it looks",
    help: "What the strongest colour stands for, in the map's unit, so that pictures can be compared; common: the largest value of the " +
      "photograph's maps of one method and layer. Without it each map has its own. For the signed and positive views." },
  { name: "legend", yieldsTo: ["no-legend", "compat"], commands: explaining, group: "How it looks",
    help: "Class, method, range and colours in a strip below the picture (default, but for --compat; left out of pictures less than 160 pixels wide)." },
  { name: "no-legend", yieldsTo: ["legend"], commands: explaining, group: "How it looks", help: "The picture alone, as large as the photograph." },
  { name: "box", yieldsTo: ["compat"], commands: explaining, group: "How it looks",
    help: "Boxes around the connected regions where the evidence reaches the threshold: drawn, and in the report (the 100 largest)." },
  { name: "threshold", idleWithout: ["box", "mask"], commands: explaining, value: "0…1", group: "How it looks",
    help: "Of --box and --mask: a share of the largest positive value of the map. Default: 0.5." },
  { name: "compat", yieldsTo: ["view", "crop", "colormap", "alpha", "layers-as", "contrast", "target", "smooth", "sheet", "box", "scale", "legend", "method"], commands: explaining, value: "SYSTEM", values: compatibilities, group: "How it looks",
    help: "Every step as another system does it: article (the classic PyTorch and OpenCV tutorial, bit for bit), " +
      "pytorch-grad-cam or torch-cam (their methods, finished as they do: 0 … 1, drawn in jet; but a principal component, as " +
      "Eigen-CAM's, has the sign that agrees with the features, where pytorch-grad-cam leaves it to chance)." },
];
