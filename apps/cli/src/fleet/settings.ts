// The words of a job: which files they name, and that jobs ask for nothing that reaches out of the root or replaces what is there.
import { colourMaps, namedPreprocessing } from "@camlucida/cam";
import { digestOfFile, shippedManifest } from "@camlucida/weights";
import { resolve } from "node:path";
import { parseArguments } from "../arguments/arguments.ts";
import type { Options } from "../arguments/options.ts";
import { templatesOf } from "../files/outputs.ts";
import { toStdout } from "../files/template.ts";
import { messageOf, UsageError } from "../errors/errors.ts";
import { pathInJobs, refuseForeign, refuseOutside } from "./below_root.ts";
import { normalised } from "./batch.ts";
import { FleetError } from "./fleet_error.ts";

/** Settings as jobs have them, and the hashes of the files that they name, by their paths below the root. */
export interface PackedSettings {
  readonly settings: readonly string[];
  readonly files: Readonly<Record<string, string>>;
}

/** Of each option that names a file, whether a value is one, and no name. The model has a hash of its own. */
const namesFile: Readonly<Record<string, (value: string) => boolean>> = {
  "model": (value) => !shippedManifest().models.has(value),
  "preprocess": (value) => !Object.hasOwn(namedPreprocessing, value.toLowerCase()),
  "labels": () => true,
  "boxes": () => true,
  "similar-to": () => true,
};

/** The file that a word names: its option, and its path as typed. */
function fileIn(word: string): { readonly option: string; readonly path: string } | undefined {
  const [, option = "", path = ""] = /^--([^=]+)=([^]*)$/.exec(word) ?? [];
  return Object.hasOwn(namesFile, option) && namesFile[option]?.(path) === true ? { option, path } : undefined;
}

/** @param settings words with paths of this machine. @throws FleetError "fleet-outside-root"; UsageError */
export async function packSettings(settings: readonly string[], { outputs }: Pick<Options, "outputs">, root: string): Promise<PackedSettings> {
  refuseOutputs(outputs);
  const files: Record<string, string> = {};
  const words: string[] = [];
  for (const word of settings) {
    const file = fileIn(word);
    const path = file && pathInJobs(file.path, root);
    words.push(path === undefined ? word : `--${(file as { option: string }).option}=${path}`);
    if (path !== undefined && file?.option !== "model") files[path] = await digestOf(file?.path as string);
  }
  return { settings: normalised(words), files };
}

async function digestOf(path: string): Promise<string> {
  try {
    return await digestOfFile(path, "sha256", "hex");
  } catch (error) {
    throw new UsageError("usage-bad-value", `${path} cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

/**
 * What the words ask for. They come from the queue: whatever `submit` would not have written is refused.
 * @param root that this worker works in, which is the current folder
 * @throws FleetError "fleet-job-malformed", "fleet-outside-root", "fleet-file-differs"
 */
export async function unpackSettings({ settings, files }: PackedSettings, root: string): Promise<Options> {
  const options = readWords(settings);
  refuseOutputs(options.outputs);
  for (const word of settings) {
    const file = fileIn(word);
    if (!file) continue;
    await refuseOutside(file.path, root);
    if (file.option !== "model" && await digestOf(resolve(root, file.path)) !== files[file.path]) {
      throw new FleetError("fleet-file-differs", `${file.path} is not the file that the job was submitted with. Give every machine the same one, or submit again.`);
    }
  }
  return options;
}

function readWords(settings: readonly string[]): Options {
  try {
    const command = parseArguments(["submit", ...settings, "--queue=redis://nowhere", "--", "picture"], { colormaps: Object.keys(colourMaps) });
    if (command.kind === "submit") return command.options.explained;
    throw new FleetError("fleet-job-malformed", `The settings of this job ask for ${command.kind}. Jobs explain pictures.`);
  } catch (error) {
    if (error instanceof UsageError) throw new FleetError("fleet-job-malformed", `The settings of this job cannot be read: ${error.message}`, { cause: error });
    throw error;
  }
}

/** A job's results are files below the root. @throws FleetError "fleet-outside-root"; UsageError */
function refuseOutputs(outputs: Options["outputs"]): void {
  for (const template of templatesOf(outputs)) {
    if (template === toStdout) throw new UsageError("usage-contradiction", "submit: workers write files, not standard output. Give --out a name such as '{dir}/{stem}.cam.png'.");
    refuseForeign(template);
  }
}
