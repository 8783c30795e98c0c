// What `inspect` prints for people: facts in two columns, then the layers. Pure functions.
import { askedFor, type NetworkDescription, ownMetadata, type Preprocessing, sizeOfGraph } from "@camlucida/cam";
import type { CheckpointFormat, NamedShape, OwnNetworkFacts } from "@camlucida/tensor";
import { padRight, printable, type Style, wrapped } from "../report/terminal.ts";
import { methodName } from "../report/wording.ts";
import type { FileContents } from "./contents.ts";
import type { Inspected, InspectedNetwork, SaidBy } from "./inspected.ts";
import { bytesText, counted, layersTable, table } from "./tables.ts";

/** Of the model's file. */
export interface InspectedFile {
  readonly path: string;
  readonly bytes: number;
  readonly format: CheckpointFormat | undefined;
}

const margin = "  ";
const formats: Readonly<Record<CheckpointFormat, string>> = { zip: "PyTorch", legacy: "PyTorch, before 1.6", safetensors: "safetensors", onnx: "ONNX" };

/** Several lines about one model. */
export function inspectedText(found: Inspected, { path, bytes, format }: InspectedFile, style: Style): string {
  const title = `${style.bold(printable(path))}  ${style.dim(`${bytesText(bytes)}${format ? `, ${formats[format]}` : ""}`)}`;
  const rows = found.ok ? networkRows(found) : contentRows(found.contents);
  const facts = rows.flatMap(([name, text]) => factLines(name, text, style));
  const [heading, lines] = found.ok
    ? ["layers, as --layer takes them", layersTable(found.network.layers, mostLayers, style)]
    : ["tensors", groupsTable(found.contents)];
  const refusal = found.ok ? [] : ["", ...wrapped(`${printable(found.error.message.replace(/^(weights|network): /, ""))} (${found.error.code})`, style.columns - 4).map((line, at) => margin + (at === 0 ? style.alarm("✗ ") : "  ") + line)];
  return `${[title, "", ...facts, "", margin + style.bold(heading), ...lines, ...refusal].join("\n")}\n`;
}

const mostLayers = 64; // that are printed where the layers are not asked for by themselves

type Row = readonly [name: string, text: string];

const nameCells = 16;

/** "  parameters      11,689,512 in 62 tensors", with what does not fit into the line below it. */
function factLines(name: string, text: string, style: Style): string[] {
  const lines = wrapped(printable(text), style.columns - margin.length - nameCells);
  return lines.map((line, at) => (margin + padRight(at === 0 ? name : "", nameCells).replace(name, style.bold(name)) + line).trimEnd());
}

function networkRows({ network, preprocessing, labels, choice }: InspectedNetwork): Row[] {
  const { file, input, classes, parameters: { count, tensors, bytes, statistics }, classMaps, unread, lastLayer, defaultMethod } = network;
  const measured = statistics > 0 ? `, beside ${counted(statistics, "number")} that batch-norms measured` : "";
  return [
    ["network", file ? describedBy(file) : `${network.architecture}, by the names and shapes of its tensors`],
    ...(choice ? [["state dict", `${choice.taken}, and not ${choice.others.join(" or ")}`] as const] : []),
    ...outputRows(network),
    ["input", `${input.height === input.width ? `${input.height} × ${input.width} pixels` : `${input.height} pixels high, ${input.width} wide`}, ${counted(input.channels, "channel")}`],
    ["preprocessing", preparedBy(preprocessing)],
    network.hasClasses ? ["classes", `${classes.toLocaleString("en")}: ${labels.first.join(", ")}${classes > labels.first.length ? ", …" : ""}${by(labels.from, "nobody has named them: --labels FILE")}`]
      : ["features", `${classes.toLocaleString("en")}, the means of its last feature maps: it is a backbone without a class head`],
    ["parameters", `${count.toLocaleString("en")} in ${counted(tensors, "tensor")}, ${bytesText(bytes)} as float32${measured}`],
    ["multiply-adds", `${largeNumber(network.multiplyAdds)} for one image`],
    ["CAM", `${classMaps.areExact ? "exact" : "not defined"}: ${classMaps.why}`],
    ["by default", `--method ${defaultMethod} --layer ${lastLayer}`],
    ...refusedRows(network),
    ...(network.assumed === undefined ? [] : [["assumed", `${network.assumed}, as no file says it: --check FILE compares logits`] as const]),
    ...(unread.length > 0 ? [["left unread", `${unread.slice(0, 3).join(", ")}${unread.length > 3 ? ` and ${unread.length - 3} more` : ""}: no class depends on ${unread.length > 1 ? "them" : "it"}`] as const] : []),
  ];
}

function preparedBy({ interpolation, normalisation: { order, scale, mean, std }, sources }: Preprocessing): string {
  const said = sources.filter((source) => source !== sizeOfGraph && source !== askedFor).map((source) => (source === ownMetadata ? "from the file" : source)); // these two say a size alone
  const otherwise = order === "L" ? "nobody says how grey is prepared: --preprocess FILE does" : "as ImageNet's networks have it; the file does not say";
  return `${order}${scale === 255 ? " / 255" : ""}, less ${mean.join(" ")}, divided by ${std.join(" ")}${interpolation === "bilinear" ? "" : `; resized ${interpolation}`} (${said.length > 0 ? said.join(", ") : otherwise})`;
}

/** Who says so, in brackets. @param otherwise where nobody does */
function by(from: SaidBy, otherwise: string): string {
  const words = { caller: "as given", beside: "from config.json", file: "from the file", manifest: "as published", classes: "ImageNet's, as there are 1000 and nobody names them", nobody: otherwise };
  return ` (${words[from]})`;
}

function outputRows({ output, file }: NetworkDescription): Row[] {
  if (!output || !file) return [];
  const { name, skipped } = output;
  const others = file.outputs.filter((one) => one.name !== name);
  const behind = skipped.length > 0 ? `; the ${skipped.join(" and ")} at its end is skipped, since logits are explained` : "";
  return [["output", `${name}${behind}${others.length > 0 ? `; others, for --output: ${others.map(({ name: other }) => other).join(", ")}` : ""}`]];
}

/** Methods that are refused for one reason stand together. CAM's has a line of its own. */
function refusedRows({ refusedMethods }: NetworkDescription): Row[] {
  const codes = new Set(refusedMethods.map(({ code }) => code).filter((code) => code !== "no-class-maps"));
  return Array.from(codes, (code) => {
    const same = refusedMethods.filter((one) => one.code === code);
    return ["not defined", `${same.map(({ name }) => methodName(name)).join(", ")}: ${same[0]?.message.replace(/^graph: /, "") ?? ""}`] as const;
  });
}

const describedBy = ({ writtenBy, opset, operators }: OwnNetworkFacts): string =>
  `described by the file itself${writtenBy === "" ? "" : `, written by ${writtenBy}`}, opset ${opset}: ${operators.map(({ op, count }) => `${count} ${op}`).join(", ")}`;

const spelled = ({ name, shape }: NamedShape): string => (shape ? `${name} [${shape.map((length) => length ?? "?").join(", ")}]` : name);

function contentRows({ tensors, numbers, skipped, file }: FileContents): Row[] {
  const notComputed = file?.operators.filter(({ isComputed }) => !isComputed) ?? [];
  return [
    ["holds", `${counted(tensors, "tensor")}, ${counted(numbers, "number")}${skipped.length > 0 ? `; beside them ${counted(skipped.length, "tensor")} of whole numbers` : ""}`],
    ...(file ? [["network", describedBy(file)], ["inputs", file.inputs.map(spelled).join(", ")], ["outputs", file.outputs.map(spelled).join(", ")]] as const : []),
    ...(notComputed.length > 0 ? [["not computed", notComputed.map(({ op, count }) => `${count} ${op}`).join(", ")]] as const : []),
  ];
}

const groupsTable = ({ groups }: FileContents): string[] =>
  table(groups.map(({ name, tensors, numbers, largest }) => [name, counted(tensors, "tensor"), numbers.toLocaleString("en"), `${largest.name} [${largest.shape.join(", ")}]`]), [1, 2]);

/** "1.81 G", "59.2 M" */
function largeNumber(value: number): string {
  const [unit, size] = value >= 1e9 ? ["G", 1e9] : value >= 1e6 ? ["M", 1e6] : ["", 1];
  return `${Number((value / size).toPrecision(3)).toLocaleString("en")} ${unit}`.trim();
}
