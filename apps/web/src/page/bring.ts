// What is done with what a visitor brings: a network is opened, then the picture that came with it is looked at.
import { EngineError } from "../engine/calls.ts";
import type { BroughtFile } from "../engine/protocol.ts";
import { sortBrought, titleOf } from "./brought.ts";
import type { NetworkActions } from "./network.ts";
import type { Photographs } from "./photographs.ts";
import type { OwnModel, State } from "./state.ts";

/** Takes files, whatever they are. What goes wrong with one is reported by what is done with it. @throws EngineError "brought-nothing" */
export type Bring = (files: readonly BroughtFile[]) => Promise<void>;

type Actions = Pick<NetworkActions, "openModel" | "useLabels"> & Pick<Photographs, "showFile">;

export function createBring({ trouble, gallery }: Pick<State, "trouble" | "gallery">, { openModel, useLabels, showFile }: Actions): Bring {
  let lacking: OwnModel | undefined; // numbers that lie in another file, which may come next
  const open = async (from: OwnModel): Promise<void> => {
    await openModel(from);
    lacking = trouble.value?.code === "checkpoint-missing-data" ? from : undefined;
  };
  return async (files) => {
    const { model, forms, labels, picture, beside } = sortBrought(files);
    const [only] = files;
    if (model) {
      await open({ kind: "file", name: titleOf(model), ...model, labels, beside, forms, usualLabels: imagenetIn(gallery.value?.labels ?? []) });
      if (picture && !lacking) await showFile(picture, picture.name);
    } else if (picture) await showFile(picture, picture.name);
    else if (lacking) await open({ ...lacking, labels: lacking.labels ?? labels, beside: [...lacking.beside, ...beside] });
    else if (labels) useLabels(labels);
    else if (only && files.length === 1) await showFile(only.file, only.file.name);
    else throw new EngineError("brought-nothing", `${files.length} files, and none is a picture or a network (.onnx, .safetensors, .pth). Choose one of these.`);
  };
}

/** The names that this site has of its own network's classes, where those are ImageNet's. */
const imagenetIn = (labels: readonly string[]): readonly string[] => (labels.length === 1000 && labels[0] === "tench" ? labels : []);
