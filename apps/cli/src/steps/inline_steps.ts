// The steps, done by the thread that asks for them. A picture up to the network: file → bytes → pixels → the network's input.
import { preprocess, type Preprocessing } from "@camlucida/cam";
import { nearest } from "@camlucida/weights";
import process from "node:process";
import type { Options } from "../arguments/options.ts";
import { commandNames } from "../arguments/table/option.ts";
import { imageError, type ImageError, messageOf, systemCode } from "../errors/errors.ts";
import type { Input } from "../files/inputs.ts";
import { type Outlet, refuseKnownOutputs } from "../files/outputs.ts";
import { guardOf } from "../files/plan.ts";
import { collect, readRegular, SpecialFile, TooManyBytes } from "../files/regular.ts";
import { openSink } from "../files/stdout.ts";
import { download } from "../files/url_input.ts";
import { decodePicture } from "../image/decode.ts";
import { extensionRemark, sniff } from "../image/header.ts";
import { Stopwatch } from "../report/stopwatch.ts";
import { collectAfter } from "../run/limits.ts";
import { openTypesetter, type Typesetter } from "../sheet/typesetter.ts";
import type { Loaded, PictureSteps, StepSettings } from "./steps.ts";
import { write, writeSheet } from "./write.ts";

export function inlineSteps({ options, photographs }: StepSettings, stdout = openSink(process.stdout)): PictureSteps {
  const outlet: Outlet = { outputs: options.outputs, guard: guardOf(photographs), stdout };
  let typesetter: Promise<Typesetter> | undefined; // made when something is to be written on a picture
  const letters = (): Promise<Typesetter> => (typesetter ??= openTypesetter());
  return {
    load: (input, preprocessing) => load(input, preprocessing, options),
    write: (order) => write(order, options, outlet, letters),
    writeSheet: async (order) => writeSheet(order, options, await letters(), outlet),
    close: () => undefined,
  };
}

/** @throws ImageError; OutputError "output-exists" */
async function load(input: Input, preprocessing: Preprocessing, { what: { crop }, outputs }: Pick<Options, "what" | "outputs">): Promise<Loaded> {
  const watch = new Stopwatch();
  const bytes = await watch.time("files", async () => {
    await refuseKnownOutputs(input, outputs);
    return readInput(input);
  });
  const { image, remarks } = await watch.time("decode", () => decodePicture(bytes));
  collectAfter(image);
  const { input: pixels, region } = await watch.time("preprocess", () => preprocess(image, preprocessing, crop ? "crop" : "squash"));
  const remark = input.kind === "file" ? extensionRemark(input.path, sniff(bytes)) : undefined;
  return { image, pixels, region, remarks: remark === undefined ? remarks : [remark, ...remarks], times: watch.times() };
}

/** More bytes than the largest picture within the pixel limit needs uncompressed. */
const fileLimit = 512 * 1024 * 1024; // bytes

/**
 * Reads an input to its end, at most `limit` bytes of it: an endless pipe cannot fill the memory. Other than standard input and what
 * servers send only regular files are read.
 * @throws ImageError "image-missing", "image-unreadable", "image-too-large", "image-url-…", or what made the input unusable.
 */
export async function readInput(input: Input, limit: number = fileLimit): Promise<Uint8Array> {
  switch (input.kind) {
    case "unusable": case "left-out": throw input.error;
    case "stdin": return collect(process.stdin, limit).catch((error: unknown) => { throw readError("standard input", error); });
    case "url": return download(input.url);
    case "file": return readRegular(input.path, limit).catch((error: unknown) => { throw readError(input.path, error); });
  }
}

/** Why a file cannot be read, for people. */
export function readError(name: string, error: unknown): ImageError {
  const cause = { cause: error };
  if (error instanceof TooManyBytes) return imageError("image-too-large", `${name}: ${error.message}, which no picture within the limit needs.`, cause);
  if (error instanceof SpecialFile) return imageError("image-unreadable", specialText(name, error), cause);
  switch (systemCode(error)) {
    case "ENOENT": case "ENOTDIR":
      return imageError("image-missing", missingText(name), cause);
    case "EMFILE": case "ENFILE":
      return imageError("image-unreadable", `${name} cannot be read: too many files are open. Allow more: ulimit -n 1024`, cause);
    case "EACCES": case "EPERM":
      return imageError("image-unreadable", `${name} may not be read. Check its permissions.`, cause);
    default:
      return imageError("image-unreadable", `${name} cannot be read: ${messageOf(error)}.`, cause);
  }
}

const byStandardInput = "Give the picture as standard input: curl -s https://… | camlucida -";

function specialText(name: string, { kind }: SpecialFile): string {
  if (kind === "folder") return `${name} is a folder, not a picture.`;
  return `${name} is a ${kind}, and only files are read. ${kind === "named pipe" ? byStandardInput : "Give a picture's file."}`;
}

function missingText(name: string): string {
  // what shells make of <(curl …); they keep it to the program that they start, which here starts another
  if (/^\/(dev|proc\/self)\/fd\/\d+$/.test(name)) return `${name}, a pipe of the shell, does not reach this program. ${byStandardInput}`;
  const command = /^[a-z]+$/.test(name) ? nearest(name, commandNames) : undefined;
  if (command !== undefined) return `${name} does not exist. Did you mean the command ${command}?`;
  return `${name} does not exist. Check the name, or quote a pattern: '*.jpg'.`;
}
