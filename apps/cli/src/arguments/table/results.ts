// The options that say what is written, and how good it is.
import { identities } from "./choices.ts";
import { explaining, type Option } from "./option.ts";

export const resultOptions: readonly Option[] = [
  { name: "out", short: "o", commands: explaining, value: "TEMPLATE", group: "Where it goes",
    help: "The picture: .png or .jpg, with {dir}, {stem}, {ext}, {class}, {method} and {layer}; or DIR/, a folder for them all; - " +
      "for standard output. Default: '{dir}/{stem}.cam.png', with the last three in front of .cam where one photograph gets several." },
  { name: "raw", commands: explaining, value: "TEMPLATE", group: "Where it goes",
    help: "Also the map itself (cam's is in logits): a NumPy .npy, float32, [h, w]." },
  { name: "mask", commands: explaining, value: "TEMPLATE", group: "Where it goes",
    help: "Also a mask, .png, 255 where the evidence reaches the threshold and 0 elsewhere." },
  { name: "sheet", yieldsTo: ["compat"], commands: explaining, value: "TEMPLATE", group: "Where it goes",
    help: "A contact sheet for each photograph: methods down, classes across, one scale and colour bar for each row; such as " +
      "'{dir}/{stem}.sheet.png'. With it, single pictures are written only where --out is given." },
  { name: "force", yieldsTo: ["skip-existing"], short: "f", group: "Where it goes", help: "Replace files that exist." },
  { name: "skip-existing", yieldsTo: ["force", "metrics", "resume"], commands: explaining, group: "Where it goes",
    help: "Skip photographs whose results are all there, whatever made them, and write of the others what is missing: to go on with a folder." },
  { name: "json", yieldsTo: ["csv"], group: "Where it goes", help: "One JSON object per picture on standard output, and nothing else there." },
  { name: "csv", yieldsTo: ["json", "dry-run"], group: "Where it goes", help: "A table on standard output, one row for each map, for spreadsheets (RFC 4180)." },
  { name: "top", commands: explaining, value: "N", group: "Where it goes", help: "How many of the most probable classes are told of each picture (default 5)." },

  { name: "dry-run", yieldsTo: ["csv"], group: "Large folders", help: "Tell which pictures, which results and which model it would be, and what would be refused; compute and write nothing." },
  { name: "resume", yieldsTo: ["skip-existing", "check"], value: "FILE.jsonl", group: "Large folders",
    help: "Keep the results here too, a line for each picture, and do nothing twice that stands there: after an interruption, a crash or new " +
      "pictures the same command goes on. A picture that has changed is done again. With another model or other settings the run is refused, " +
      "unless you say --force." },
  { name: "resume-by", idleWithout: ["resume", "report"], value: "HOW", values: identities, group: "Large folders",
    help: "By what --resume knows that a picture is the same: stat (default: its size and time), or content (its SHA-256)." },
  { name: "keep-failures", idleWithout: ["resume", "report"], group: "Large folders", help: "With --resume: what failed before is not tried again." },
  { name: "shard", value: "K/N", group: "Large folders",
    help: "The K-th of N parts of the pictures, the same on every machine: N processes share a folder, each with a --resume file of its own, which `camlucida merge` joins." },

  { name: "report", yieldsTo: ["check"], value: "DIR", group: "The report",
    help: "Also a page to look at: DIR/index.html with a gallery that sorts and filters, each class, the confusions, and what the model may " +
      "be cheating on. The results stand in DIR/results.jsonl, unless --resume names a file." },
  { name: "truth", yieldsTo: ["similar-to"], idleWithout: ["report"], commands: ["explain", "report"], value: "FILE.csv", group: "The report",
    help: "Which class each picture is of, rows of image,label or image,index. Default: the name of its folder, where all folders are classes." },

  { name: "check", yieldsTo: ["similar-to", "resume", "report"], value: "FILE", group: "How good it is",
    help: "Whether a checkpoint is understood as it was meant: compares the logits of one picture with a .npy that Python saved. " +
      "Writes nothing unless asked; exit code 1 if they differ by more than a thousandth of their range." },
  { name: "metrics", yieldsTo: ["similar-to", "contrast", "skip-existing"], group: "How good it is",
    help: "Judge every map: average drop and increase in confidence, insertion and deletion area, ROAD; the means after the last " +
      "picture, with --json as a last line {\"summary\": …}. Some 70 forward passes for each map." },
  { name: "boxes", idleWithout: ["metrics"], value: "FILE", group: "How good it is",
    help: "Also the pointing games (peak within 15 pixels of 224; share of the energy inside): JSON, file name to " +
      "[x, y, width, height] in pixels, to a list of them, or to an object of them by class; or COCO's form." },
  { name: "curves", idleWithout: ["metrics"], value: "TEMPLATE", group: "How good it is",
    help: "The insertion and deletion curves of all methods, an .svg for each photograph, and {class} where there are several." },
];
