// What each command is for, in words: the help, the manual and completions tell it.
import { type CommandName, commandNames } from "./option.ts";

export interface CommandText {
  /** One line, for lists. */
  readonly summary: string;
  /** Behind `camlucida `. */
  readonly usage: readonly string[];
  readonly about: string;
  /** Commands as they are typed, with a word about each. */
  readonly examples: readonly (readonly [command: string, about?: string])[];
  /** What else may come out than 0 and 2. */
  readonly exits: readonly (readonly [code: number, meaning: string])[];
}

const failedPictures = [[0, "every picture was explained"], [1, "some pictures failed"], [2, "the command makes no sense"], [3, "no device as asked for"], [4, "the model cannot be used"]] as const;

const wrongCommand = [2, "the command makes no sense"] as const;

export const commandTexts: Readonly<Record<CommandName, CommandText>> = {
  explain: {
    summary: "what is in pictures, and where (needs not be typed)",
    usage: ["[options] <picture | folder | 'pattern' | URL | -> …"],
    about: "PNG, JPEG, WebP, AVIF, GIF, BMP and TIFF are read, whatever their names end in, and HEIC once libheif-js is installed: --list-formats. Folders and patterns leave out earlier results " +
      "(*.cam.png, *.sheet.png, *.mask.png). Nothing is replaced unless you say --force. One bad picture never stops the others.",
    examples: [
      ["npx camlucida samples/chelsea.png", "what is it, and where?"],
      ["npx camlucida cat.jpg --class tabby", "where does it see a tabby?"],
      ["npx camlucida cat.jpg --contrast tabby:lynx", "why a tabby and no lynx?"],
      ["npx camlucida 'pets/**/*.jpg' --class top3", "three maps each"],
      ["npx camlucida x.png -m my.pth --labels my.txt", "your own network"],
      ["npx camlucida pets/ -r -o maps/ --json", "a folder, and what is in it"],
      ["npx camlucida cat.jpg --model resnet18 --method grad-cam --layer layer3"],
      ["curl -s https://example.org/cat.jpg | npx camlucida - --out - > cat.cam.png"],
    ],
    exits: failedPictures,
  },
  inspect: {
    summary: "what a model is, and how it is explained",
    usage: ["inspect <model> [options]"],
    about: "What a model is: a name, a .pth, .safetensors or .onnx file, or a folder with one. Its network and layers, size and cost, input, preprocessing and " +
      "classes, whether class activation maps are exact, and what is not defined for it. A file that would be refused is told as far as it is understood, with " +
      "the reason. No device is needed, and nothing is computed.",
    examples: [["npx camlucida inspect my.pth"], ["npx camlucida inspect resnet18 --list-layers"]],
    exits: [[0, "it can be explained"], wrongCommand, [4, "it would be refused"]],
  },
  weights: {
    summary: "what models there are; obtain some",
    usage: ["weights <name> … [options]", "weights --list"],
    about: "Obtains models: downloads, verifies the hash, converts to .safetensors.",
    examples: [["npx camlucida weights --list"], ["npx camlucida weights resnet18 resnet50"]],
    exits: [[0, "all obtained"], [1, "some failed"], wrongCommand],
  },
  tune: {
    summary: "measure this GPU once, run faster",
    usage: ["tune [options]"],
    about: "Measures by which algorithm every layer of a model is convolved the fastest on this machine's GPU, in a minute or so, and keeps the result beside the " +
      "models. Whatever runs on that GPU uses it from then on; other models with layers of the same shapes gain as well. Interrupted, it keeps the layers that were measured.",
    examples: [["npx camlucida tune"], ["npx camlucida tune --model resnet50"]],
    exits: [[0, "measured"], wrongCommand, [3, "no GPU"], [4, "the model cannot be used"]],
  },
  report: {
    summary: "a page to look at, of results that were kept",
    usage: ["report <results.jsonl> … --out DIR"],
    about: "Makes of the lines that --resume kept, or collect and merge put out, the page that --report makes: a gallery that sorts and filters, each class, " +
      "the confusions, and what the model may be cheating on. It opens from the disk and asks no server for anything.",
    examples: [["npx camlucida report results.jsonl --out report"], ["npx camlucida report results.jsonl --out report --truth truth.csv"]],
    exits: [[0, "the page is there"], [1, "no picture was explained, or the folder is not free"], wrongCommand],
  },
  merge: {
    summary: "join the results of shards, and see that all are there",
    usage: ["merge <results.jsonl> … [--out FILE]"],
    about: "Joins the lines that the parts of --shard kept into one file, in the order of the pictures' names, and tells what is missing: a part, or the end of one.",
    examples: [["npx camlucida merge part1.jsonl part2.jsonl --out results.jsonl"]],
    exits: [[0, "everything is there"], [1, "the file cannot be written"], [2, "something is missing, or the command makes no sense"]],
  },
  submit: {
    summary: "give pictures to the machines at a queue",
    usage: ["submit <picture | folder | 'pattern'> … --queue URL [options]"],
    about: "Puts pictures into a queue on Redis or Valkey, from where `camlucida work` takes them, on any number of machines that share a folder (--root). Options " +
      "are those of pictures. Submitting twice is harmless: what is there already is not there twice. Whoever may write to the queue may have pictures below a worker's " +
      "root read, and files written there: docs/fleet.md.",
    examples: [["npx camlucida submit photos/ --queue redis://localhost:6379"]],
    exits: [[0, "submitted"], [1, "some of it was not, or the queue cannot be reached"], wrongCommand, [4, "the model cannot be used"]],
  },
  work: {
    summary: "explain what the queue holds, on this machine",
    usage: ["work --queue URL [options]"],
    about: "Explains what is submitted to the queue until it is interrupted; what was under way then goes to another worker. Ends with an error where its model or " +
      "its version are not those of a job, which stays in the queue.",
    examples: [["npx camlucida work --queue redis://localhost:6379 --root ."]],
    exits: [[0, "with --until-empty: nothing is left"], [1, "the queue cannot be reached"], wrongCommand, [3, "no device as asked for"], [4, "another model or version than a job's"], [130, "interrupted by Ctrl-C; 143 by SIGTERM"]],
  },
  status: {
    summary: "how far the queue is",
    usage: ["status --queue URL"],
    about: "How many pictures wait, are under way, done and failed, and how many workers are there.",
    examples: [["npx camlucida status --queue redis://localhost:6379"]],
    exits: [[0, "told"], [1, "the queue cannot be reached"], wrongCommand],
  },
  collect: {
    summary: "fetch the results from the queue",
    usage: ["collect --queue URL > results.jsonl"],
    about: "Writes the results that the queue holds to standard output, one JSON line for each picture, in the order of submission. `camlucida report` reads them.",
    examples: [["npx camlucida collect --queue redis://localhost:6379 > results.jsonl"]],
    exits: [[0, "all pictures are explained"], [1, "some failed, or the queue cannot be reached"], wrongCommand, [5, "some jobs are not done yet"]],
  },
  completion: {
    summary: "the Tab key for bash, zsh, fish or PowerShell",
    usage: ["completion <bash | zsh | fish | powershell>"],
    about: "Writes a script for your shell, which then completes commands, options and their values.",
    examples: [["npx camlucida completion bash > ~/.camlucida.bash", "source it in ~/.bashrc"]],
    exits: [[0, "written"], wrongCommand],
  },
  help: { summary: "this text, or that of a command", usage: ["help [command]"], about: "", examples: [["npx camlucida help inspect"]], exits: [[0, "told"], wrongCommand] },
  version: { summary: "the version", usage: ["version"], about: "", examples: [["npx camlucida version"]], exits: [[0, "told"]] },
};

/** What may stand in a file in place of the command line. */
export const configurationText = "Options may stand in camlucida.json, in the current folder or the nearest one above it, or in the file that --config names, and beneath it in one's own: " +
  "$XDG_CONFIG_HOME/camlucida/config.json, else ~/.config/camlucida/config.json, on macOS ~/Library/Application Support/camlucida/config.json, on Windows " +
  "%APPDATA%\\camlucida\\config.json. A file is one JSON object, its keys the options without dashes: {\"model\": \"resnet50\", \"method\": [\"cam\", \"grad-cam\"], \"legend\": false}. " +
  "Paths are relative to the file. What is typed wins over the environment, that over the first file, that over one's own, that over what is built in.";

/** Variables of the environment, and what they do. */
export const environmentTexts: readonly (readonly [name: string, about: string])[] = [
  ["CAMLUCIDA_CACHE", "Where models and measured times are kept. Default: $XDG_CACHE_HOME/camlucida, else ~/.cache/camlucida."],
  ["CAMLUCIDA_QUEUE", "The address of the queue, as --queue takes it; here a password is seen by fewer."],
  ["NO_COLOR, FORCE_COLOR", "1 turns colours off, or on."],
];

/** Those that are listed where there is one line for each. */
export const listedCommands: readonly CommandName[] = commandNames.filter((name) => name !== "explain" && name !== "version");
