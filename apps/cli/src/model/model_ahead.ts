// The model that a run would have: neither obtained nor opened on a device.
import { describeNetwork } from "@camlucida/cam";
import { cachedPath, cacheFolder, isFile, type ModelEntry, ModelError, shippedLabels, shippedManifest } from "@camlucida/weights";
import process from "node:process";
import type { HowOptions, Options } from "../arguments/options.ts";
import { fitMethods } from "../requests/plan.ts";
import { targetsFor } from "../requests/targets.ts";
import { exampleLabels } from "./examples.ts";
import { readLabelsFile, readModel } from "./model.ts";

export interface ModelAhead {
  readonly name: string;
  readonly path: string | undefined; // undefined: it would have to be obtained
  readonly bytes: number | undefined; // to be obtained
  readonly labels: readonly string[]; // [classes]
  readonly how: HowOptions; // with the methods that it has
  readonly lastLayer: string; // "{layer}" where no file says it yet
}

/** @throws ModelError, CheckpointError, LabelError, GraphError for what would end the run */
export async function modelAhead({ what, how }: Pick<Options, "what" | "how">): Promise<ModelAhead> {
  const missing = await missingModel(what.model);
  if (missing) return obtainedAhead(missing, { what, how });
  try {
    return await fileAhead({ what, how });
  } catch (error) {
    const entry = shippedManifest().models.get(what.model ?? "");
    if (entry && error instanceof ModelError && error.code === "model-not-at-hand") return obtainedAhead(entry, { what, how }); // damaged
    throw error;
  }
}

/** The model of that name, or the default, if it is not at hand. */
async function missingModel(model: string | undefined): Promise<ModelEntry | undefined> {
  const manifest = shippedManifest();
  const isHere = (name: string): Promise<boolean> => isFile(cachedPath(cacheFolder(process.env, process.platform), name));
  const entry = manifest.models.get(model ?? manifest.default.model);
  if (entry === undefined || await isHere(entry.name)) return undefined;
  return model === undefined && await isHere(manifest.default.otherwise) ? undefined : entry;
}

async function obtainedAhead({ name, labels: shipped, source }: ModelEntry, { what, how }: Pick<Options, "what" | "how">): Promise<ModelAhead> {
  const named = what.similarTo.length > 0 ? exampleLabels(what.similarTo) : undefined;
  const labels = named ?? (what.labels === undefined ? shippedLabels(shipped) : await readLabelsFile(what.labels));
  targetsFor(what, labels); // refuses classes that it has not
  return { name, path: undefined, bytes: source.bytes, labels, how, lastLayer: "{layer}" };
}

async function fileAhead({ what, how }: Pick<Options, "what" | "how">): Promise<ModelAhead> {
  const { name, path, checkpoint, preprocessing, labels, close } = await readModel({ ...what, layers: how.layers, detail: "quiet", mayObtain: false });
  try {
    const { architecture, classMaps, hasClasses, lastLayer } = describeNetwork(checkpoint, { preprocessing });
    const network = { architecture, hasClassMaps: classMaps.areExact, hasClasses: hasClasses || what.similarTo.length > 0 };
    return { name, path, bytes: undefined, labels, how: fitMethods(how, network, () => undefined), lastLayer };
  } finally {
    close();
  }
}
