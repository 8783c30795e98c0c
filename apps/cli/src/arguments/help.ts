// The text of --help, at most 80 columns wide.
import { methods } from "@camlucida/cam";
import { wrapped } from "../report/terminal.ts";
import { type Option, options } from "./option_table.ts";

const width = 80; // columns
const indent = 28; // columns before an option's explanation

/** @param colormaps the names that --colormap takes. */
export function helpText(colormaps: readonly string[]): string {
  const groups = [...new Set(options.map((option) => option.group))];
  const sections = groups.map((group) => {
    const members = options.filter((option) => option.group === group);
    return [group, ...members.map((option) => describe(option, colormaps))].join("\n");
  });
  const methodLines = methods.map(({ name, use }) => inColumns(`  ${name}`, use));
  return `${[introduction, ...sections, ["Methods", ...methodLines].join("\n"), ending].join("\n\n")}\n`;
}

const introduction = `camlucida — see which class a convolutional network sees in a photograph,
and where.

  npx camlucida samples/chelsea.png          what is it, and where?
  npx camlucida cat.jpg --class tabby        where does it see a tabby?
  npx camlucida 'pets/**/*.jpg' --class top3    three maps each, at any depth
  npx camlucida cat.jpg --model resnet18 --method grad-cam --layer layer3
  npx camlucida cat.jpg --contrast tabby:lynx   why a tabby and no lynx?
  npx camlucida pets/ --json                 every PNG and JPEG in a folder
  npx camlucida x.png --model my.pth --labels my.txt
  curl -s https://example.org/cat.jpg | npx camlucida - --out - > cat.cam.png

Usage: camlucida [options] <image | folder | 'pattern' | -> …
       camlucida inspect <model>            what it is, how it is explained
       camlucida tune [--model NAME|FILE]   measure this GPU once, run faster
       camlucida weights [--list | NAME …]  what models there are; obtain some
       camlucida help [inspect | tune | weights]

PNG and JPEG are read, whatever their names end in. Folders and patterns leave
out earlier results (*.cam.png, *.sheet.png, *.mask.png); of pictures in other
formats (HEIC, WebP, …) they say so. Nothing is replaced unless you say --force.`;

export const tuneHelp = `Usage: camlucida tune [--model NAME|FILE] [--json]

Measures by which algorithm every layer of a model is convolved the fastest on
this machine's GPU, in a minute or so, and keeps the result beside the models.
Whatever runs on that GPU uses it from then on. Interrupted, it keeps the layers
that were measured.

      --model NAME|FILE     whose layers: as for pictures. Other models with
                            layers of the same shapes gain as well.
      --stem HOW, --padding WHICH, --output NAME, --input SIZE,
      --preprocess NAME|FILE
                            As for pictures; --input says at which size layers
                            are measured.
      --json                The measured times as one JSON object.
  -h, --help                This text.

Exit codes: 0 measured, 2 usage, 3 no GPU, 4 the model cannot be used.
`;

export const inspectHelp = `Usage: camlucida inspect <model> [--json] [--list-layers]

What a model is: a name, a .pth, .safetensors or .onnx file, or a folder with
one. Its network and layers, size and cost, input, preprocessing and classes,
whether class activation maps are exact, and what is not defined for it. A file
that would be refused is told as far as it is understood, with the reason. No
device is needed, and nothing is computed.

      --list-layers         The layers alone: name, kind, height × width ×
                            channels.
      --output NAME         Of an .onnx file with several outputs, which one.
      --labels FILE         The class names.
      --stem HOW, --padding WHICH, --input SIZE, --preprocess NAME|FILE
                            As for pictures.
      --json                One JSON object.
  -h, --help                This text.

Exit codes: 0 it can be explained, 2 usage, 4 it would be refused.
`;

const ending = `Exit codes
  0  every picture was explained      3  no device as asked for
  1  some pictures failed             4  the model cannot be used
  2  the command makes no sense

NO_COLOR=1 turns colours off, FORCE_COLOR=1 turns them on.`;

function describe({ name, short, value, help }: Option, colormaps: readonly string[]): string {
  const left = `  ${short === undefined ? "   " : `-${short},`} --${name}${value === undefined ? "" : ` ${value}`}`;
  return inColumns(left, help.replace("{colormaps}", colormaps.join(", ")));
}

function inColumns(left: string, text: string): string {
  const lines = wrapped(text, width - indent);
  const [first = "", ...others] = left.length < indent ? lines : ["", ...lines];
  return [left.padEnd(indent) + first, ...others.map((line) => " ".repeat(indent) + line)].map((line) => line.trimEnd()).join("\n");
}
