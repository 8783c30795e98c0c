// A network that is open, and ready to look at pictures.
import { featureNames, type Framing, type Image, labelsFor, openNetwork, preprocess, type Preprocessing } from "@camlucida/cam";
import { type Checkpoint, decideDevice, type Device, type DeviceChoice, loadCpu, type SimdOptions } from "@camlucida/tensor";
import { type Seen, seenOf } from "./seen.ts";

/** How a network looks at a picture. */
export interface LookOptions {
  /** "squash" (default): the whole picture. "crop": its middle, as published with the weights, else as torchvision's evaluation does. */
  readonly framing?: Framing;
  readonly signal?: AbortSignal;
}

/**
 * A network that is open, and ready to look at pictures. The caller disposes of it.
 * @typeParam Source what it can look at, where it runs
 */
export interface OpenedNetwork<Source> {
  readonly name: string;
  readonly architecture: string; // "resnet18"
  readonly labels: readonly string[]; // [classes]
  /** How pictures become its input: size, interpolation, normalisation, and who said so. */
  readonly preprocessing: Preprocessing;
  /** That a map may be of, by depth. */
  readonly layers: readonly string[];
  /** "webgpu", "wasm" or "reference", and its name. */
  readonly device: { readonly kind: Device["kind"]; readonly name: string };
  /** @throws ImageError; RequestError "image-source"; NetworkError "logits-not-finite"; DeviceError "device-lost"; the signal's reason */
  look(source: Source, options?: LookOptions): Promise<Seen>;
  /** The network and its device. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/** What a model is, wherever it came from. */
export interface ModelParts {
  readonly name: string;
  readonly checkpoint: Checkpoint;
  readonly labels: readonly string[] | undefined;
  /** What its pictures go through; what the checkpoint says, unless said. */
  readonly preprocessing?: Preprocessing;
  /** Lets go of its file. */
  readonly close?: () => void;
}

/** @param device which it disposes of; @param pixelsOf decodes what it looks at */
export async function openedNetwork<Source>(
  { name, checkpoint, labels: given, preprocessing, close }: ModelParts, device: Device, pixelsOf: (source: Source, signal: AbortSignal | undefined) => Promise<Image>,
): Promise<OpenedNetwork<Source>> {
  const network = await openNetwork(checkpoint, device, preprocessing && { preprocessing }).catch((error: unknown) => {
    device.dispose();
    throw error;
  });
  const labels = given ?? (network.hasClasses ? labelsFor(undefined, network.classes) : featureNames(network.classes));
  const look = async (source: Source, { framing = "squash", signal }: LookOptions = {}): Promise<Seen> => {
    signal?.throwIfAborted();
    const image = await pixelsOf(source, signal);
    signal?.throwIfAborted();
    const { input, region } = preprocess(image, network.preprocessing, framing);
    const pass = await network.forward([input]);
    const fault = network.faultOf(pass.prediction);
    if (fault) {
      pass.dispose();
      throw fault;
    }
    return seenOf(pass, network, labels, image, region);
  };
  const dispose = (): void => {
    network.dispose();
    device.dispose();
    close?.();
  };
  return { name, architecture: network.architecture, preprocessing: network.preprocessing, labels, layers: network.layers, device: { kind: device.kind, name: device.name }, look, dispose, [Symbol.dispose]: dispose };
}

/** A GPU where there is one, else WebAssembly; by the engine's rule. @throws DeviceError for "gpu" where there is none that works */
export async function openDevice(wish: DeviceChoice, cpu: SimdOptions): Promise<Device> {
  const decision = await decideDevice(wish);
  return decision.kind === "gpu" ? decision.device : loadCpu(cpu);
}
