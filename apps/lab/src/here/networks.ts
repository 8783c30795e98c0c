// Networks that a topic looks at: ResNet-18 as torchvision has it, of which only the shapes matter, or one that is named on the command line.
import { recogniseNetwork, type BuiltNetwork, type Checkpoint, type CheckpointTensor } from "@camlucida/tensor";
import { cacheFolder, loadModel } from "@camlucida/weights";
import process from "node:process";
import { LabError } from "../topic.ts";

/** A network of the manifest by its name, or a file, one step a layer. @throws LabError "lab-words"; as `loadModel` and `recogniseNetwork` */
export async function networkNamed(words: readonly string[]): Promise<{ readonly name: string; readonly built: BuiltNetwork }> {
  const [model, ...others] = words;
  if (model === undefined || others.length > 0 || model.startsWith("--")) throw new LabError("lab-words", `lab: one name of a model, or one file, is needed here; these words were given: ${words.join(" ")}.`);
  const { name, checkpoint, close } = await loadModel({ model }, { cacheFolder: () => cacheFolder(process.env, process.platform), log: console.error, progress: () => undefined });
  try {
    return { name, built: recogniseNetwork(checkpoint).build() };
  } finally {
    close(); // only shapes are looked at from here on
  }
}

/** ResNet-18 on a photograph of 224×224 pixels, with all weights 0. */
export const resnet18 = (): BuiltNetwork => recogniseNetwork(resnet18Shapes()).build([224, 224]);

/** Its tensors under torchvision's names; numbers are made when they are read, which nobody does who asks for shapes. */
function resnet18Shapes(): Checkpoint {
  const tensors = new Map<string, CheckpointTensor>();
  const tensor = (name: string, ...shape: number[]): void => {
    tensors.set(name, { shape, get data() { return new Float32Array(shape.reduce((product, axis) => product * axis, 1)); } });
  };
  const norm = (name: string, channels: number): void => ["weight", "bias", "running_mean", "running_var"].forEach((part) => tensor(`${name}.${part}`, channels));
  tensor("conv1.weight", 64, 3, 7, 7);
  norm("bn1", 64);
  [64, 128, 256, 512].forEach((width, stage) => [0, 1].forEach((block) => {
    const name = `layer${stage + 1}.${block}`;
    const before = block === 1 || stage === 0 ? width : width / 2;
    tensor(`${name}.conv1.weight`, width, before, 3, 3);
    norm(`${name}.bn1`, width);
    tensor(`${name}.conv2.weight`, width, width, 3, 3);
    norm(`${name}.bn2`, width);
    if (before === width) return;
    tensor(`${name}.downsample.0.weight`, width, before, 1, 1);
    norm(`${name}.downsample.1`, width);
  }));
  tensor("fc.weight", 1000, 512);
  tensor("fc.bias", 1000);
  return { tensors, metadata: {}, skipped: [] };
}
