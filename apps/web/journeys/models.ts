// Small models for the journeys, as files: what the page is built with, and what a visitor brings.
import { writeSafetensors, type CheckpointTensor } from "@camlucida/tensor";
import { seeded, tinyResnet } from "@camlucida/tensor/testing";
import { concatenate, handMadePth, spellDict, spellTensor } from "@camlucida/tensor/testing/hand_made";

export const names = ["tench", "goldfish", "great white shark", "tiger shark", "hammerhead", "electric ray", "stingray", "cock", "hen", "ostrich", "brambling", "goldfinch"];
export const ownNames = ["circle", "square", "star"];

/** A tiny ResNet of twelve classes. */
export function siteModel(): Uint8Array {
  const tensors = tinyResnet();
  tensors.set("fc.weight", { shape: [names.length, 16], data: seeded(5, names.length * 16, 2) });
  tensors.set("fc.bias", { shape: [names.length], data: seeded(6, names.length, 0.5) });
  return writeSafetensors(tensors, { "camlucida.labels": names.join("\n") });
}

/** A file in order, of a network that lacks a tensor, and has one that no plain ResNet has. */
export function incompleteModel(): Uint8Array {
  const tensors = tinyResnet();
  tensors.delete("layer4.0.bn2.running_var");
  tensors.set("layer1.0.adapter.weight", { shape: [4, 4, 1, 1], data: seeded(7, 16) });
  return writeSafetensors(tensors);
}

/** Channels of `wideModel`'s last layer: as many passes as Score-CAM needs there. */
export const wideChannels = 320;

/** A tiny ResNet but for its last layer: a method of one pass per channel takes seconds. */
export function wideModel(): Uint8Array {
  const tensors = tinyResnet();
  const wide = (length: number): number => (length === 16 ? wideChannels : length);
  for (const [name, { shape, data }] of tensors) {
    if (!name.startsWith("layer4") && name !== "fc.weight") continue;
    const own = shape.map(wide);
    const length = own.reduce((product, axis) => product * axis, 1);
    const scale = shape.length > 1 ? Math.sqrt(data.length / length) : 1; // of sums over more channels
    tensors.set(name, { shape: own, data: Float32Array.from({ length }, (_, at) => scale * (data[at % data.length] as number)) });
  }
  return writeSafetensors(tensors);
}

/** A tiny ResNet of so many blocks that it has more than 500 layers. */
export function deepModel(): Uint8Array {
  const tensors = tinyResnet();
  for (const [name, { shape, data }] of tensors) {
    const [, stage, rest] = /^(layer\d)\.1\.(.*)$/.exec(name) ?? [];
    for (let block = 2; stage !== undefined && block < 20; block++) tensors.set(`${stage}.${block}.${rest}`, { shape, data: rest?.includes("weight") && shape.length > 1 ? data.map((x) => x / 8) : data });
  }
  return writeSafetensors(tensors);
}

/** A tiny ResNet of three classes, one of whose weights is no number. */
export function damagedModel(): Uint8Array {
  const tensors = tinyResnet();
  tensors.get("layer2.1.conv1.weight")?.data.fill(NaN, 0, 1);
  return writeSafetensors(tensors);
}

/** A tiny ResNet whose head bends: two linear layers with a ReLU between, as the gap in their indices says. */
export function bentModel(): Uint8Array {
  const tensors = tinyResnet();
  for (const name of ["fc.weight", "fc.bias"]) tensors.delete(name);
  tensors.set("fc.0.weight", { shape: [8, 16], data: seeded(8, 8 * 16) });
  tensors.set("fc.0.bias", { shape: [8], data: seeded(9, 8) });
  tensors.set("fc.2.weight", { shape: [ownNames.length, 8], data: seeded(10, ownNames.length * 8) });
  tensors.set("fc.2.bias", { shape: [ownNames.length], data: seeded(11, ownNames.length) });
  return writeSafetensors(tensors);
}

/** A tiny ResNet of three classes, as PyTorch writes it. */
export function ownPth(): Uint8Array {
  const tensors = tinyResnet();
  const total = Array.from(tensors.values()).reduce((sum, { data }) => sum + data.length, 0);
  const storage = new Float32Array(total);
  let offset = 0;
  const spelled = Array.from(tensors, ([name, { shape, data }]: [string, CheckpointTensor]): [string, Uint8Array] => {
    storage.set(data, offset);
    const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
    const tensor = spellTensor({ shape, strides, offset, storageLength: total });
    offset += data.length;
    return [name, tensor];
  });
  return handMadePth(concatenate(spellDict(Object.fromEntries(spelled))), new Uint8Array(storage.buffer));
}
