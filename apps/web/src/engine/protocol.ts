// What the page asks of the engine, which runs in a worker, and what it hears. Everything here can be posted.
import type { ClassTarget, Frame, Framing, Image, InputSize, LegendWords, Prediction, Preprocessing, RankedClass, RawMap, Region } from "@camlucida/cam";
import type { DeviceChoice, DeviceReason, Tuning } from "@camlucida/tensor";
import type { DrawnMap, PictureStyle, ViewChoice } from "../drawing/draw.ts";
import type { ReaderShader, ShaderRun, ShaderRung } from "./shader_protocol.ts";
import type { OnnxReading } from "./onnx_reading.ts";
import type { OfferedModel, Precision } from "@camlucida/weights/browser";

/** The engine's calls. Each but `stop` runs after those asked for before it; errors keep their code. */
export interface Engine {
  /** Reads a model and prepares it on a device. Told as `progress`. The model before it goes, or stays if this one cannot be had. */
  open(source: ModelOrigin, device: DeviceChoice, tunings: KeptTunings): Promise<OpenModel>;
  /** Measures by which algorithm each layer is convolved fastest on this GPU, and goes on with those. Told as `progress`. */
  tune(): Promise<{ readonly device: string; readonly tuning: Tuning }>;
  /** Decodes a photograph and predicts: one forward pass. */
  predict(photo: Blob, framing: Framing): Promise<PredictedPhoto>;
  /** The photograph last seen once more, with a part of it taken away; undefined: as it was. One forward pass. */
  whatIf(erased: Erasure | undefined): Promise<PredictedPhoto>;
  /** The map of another method or layer, of the photograph last seen, with what it is the sum of where it is one. Told as `progress` where it takes many passes. */
  ask(question: NamedMapRequest): Promise<RawMap>;
  /** Gives up, after the pass that is under way, every `ask` that came before: it rejects with "stopped". */
  stop(): Promise<void>;
  /** fc's row of a class. [channels] */
  classWeights(classIndex: number): Promise<Float32Array>;
  /** A map over the whole photograph, with its legend below, as a PNG. */
  picture(map: DrawnMap, style: PictureStyle, words: LegendWords): Promise<Blob>;
  /** The network layer by layer, before anything is computed. */
  insideFacts(): Promise<Inside>;
  /** What a layer made of the photograph. [shape of the layer] */
  insideValue(layer: string): Promise<Float32Array>;
  /** What the network was given: the photograph, resized and normalised. */
  insideInput(): Promise<{ readonly values: Float32Array; readonly shape: readonly number[] }>; // [1, H, W, C]
  /**
   * Numbers that a layer knows beforehand, by a name of `InsideLayer.parameters`, in the shape that stands there, row-major: a convolution's
   * weight is [kernel height, kernel width, channels in / groups, channels out], a linear layer's [features, classes].
   */
  insideParameter(name: string): Promise<Float32Array>;
  /** ∂(logit of a class)/∂(what a layer made), for each of these layers, of its shape; "image" is the network's input. Two passes. */
  insideGradient(classIndex: number, layers: readonly string[]): Promise<readonly Float32Array[]>;
  /** All logits once `by` is added to one number of what a layer made, or of the "image". One pass, computed as the gradient's. [classes] */
  insideChanged(layer: string, index: number, by: number): Promise<Float32Array>;
  /**
   * Computes a layer by a shader of the reader's, and the network on from there. Rejects with "no-gpu" on the CPU, with
   * "shader-endless" for one that would not end, and with "shader-hangs" or "shader-lost-device" where it took the device away: then another is there.
   */
  runShader(layer: string, shader: ReaderShader): Promise<ShaderRun>;
  /** Other shaders for a plain convolution: the lab's rungs, the slowest first. */
  shaderRungs(): Promise<readonly ShaderRung[]>;
  /** Which array of the network's fused graph lies in which buffer, and for how long. */
  insideMemory(): Promise<MemoryPlan>;
  /** The probability of a class while the photograph loses its pixels, or a blurred one gets them back, the most relevant of a map first. 58 images. */
  judgeMap(map: DrawnMap, classIndex: number): Promise<JudgedMap>;
  /**
   * Maps of the photograph by a network whose numbers were put in a random order in these parts (`InsideLayer.stage`), array by array. The one
   * that is open stays as it is.
   */
  randomisedMaps(stages: readonly string[], seed: number, requests: readonly Omit<NamedMapRequest, "target">[], classIndex: number): Promise<readonly DrawnMap[]>;
  /** How long each layer takes here. ms, in the order of `Inside.layers` */
  insideTimes(): Promise<readonly number[]>;
  /** How the photograph last seen became the network's input. */
  insideFrame(): Promise<InputFrame>;
  /** A part of the photograph last seen, in its own pixels. Rejects with ImageError "region-outside". */
  insidePhoto(part: Region): Promise<Image>;
  /** An .onnx file as it is read: what became of each of its nodes. The model that is open stays. Rejects with CheckpointError. */
  onnxReading(file: Blob): Promise<OnnxReading>;
  /** Begins live video on a canvas, which is handed over. A device that is lost is replaced; then this and every other live call rejects with "live-interrupted": begin again, with another canvas. */
  liveStart(canvas: OffscreenCanvas, framing: Framing, style: LiveStyle): Promise<void>;
  /** Shows a frame, which is handed over, with its map. @returns ms that it took, until it was computed */
  liveFrame(frame: ImageBitmap, classIndex: number | undefined): Promise<number>;
  liveStyle(style: LiveStyle): Promise<void>;
  /** Whom the network saw in the frame last shown: a small readback. */
  liveRanking(): Promise<readonly RankedClass[]>;
  liveStop(): Promise<void>;
}

/** How live video is drawn. */
export interface LiveStyle {
  readonly view: Exclude<ViewChoice, "article">;
  readonly colours: string;
  readonly opacity: number;
}

/** What the engine says unasked. */
export type EngineEvent =
  | { readonly event: "progress"; readonly progress: EngineProgress }
  | { readonly event: "device"; readonly device: DeviceFacts } // another than before: the former was lost
  | { readonly event: "recovering"; readonly reason: string };

/** Where a checkpoint comes from. */
export type ModelOrigin =
  | { readonly kind: "offered"; readonly model: OfferedModel; readonly precision: Precision; readonly base: string } // URL of models/
  | BroughtModel;

/** A network of the visitor's own. */
export interface BroughtModel extends BroughtFile {
  readonly kind: "file";
  readonly name: string;
  readonly labels: File | undefined;
  /** What else came with it, from the same place. */
  readonly beside: readonly BroughtFile[];
  /** The same network in other forms, as hubs' folders have it. */
  readonly forms: readonly BroughtFile[];
  /** Of ImageNet's classes, for a network of as many that says no names. */
  readonly usualLabels: readonly string[];
}

/** A visitor's file, by the way to it from where a folder was chosen; of a single file its name. */
export interface BroughtFile {
  readonly path: string; // "model.onnx.data", "vendor-net/onnx/model.onnx"
  readonly file: File;
}

/** What was measured, by the device's name: by each layer's the name of an algorithm, which may be there no more. */
export type KeptTunings = Readonly<Record<string, Readonly<Record<string, string>>>>;

export type EngineProgress =
  | { readonly phase: "looking" | "verifying" | "reading" | "preparing" }
  | { readonly phase: "downloading"; readonly loaded: number; readonly total: number } // bytes
  | { readonly phase: "tuning"; readonly done: number; readonly total: number } // layers
  | { readonly phase: "passes"; readonly method: string; readonly done: number; readonly total: number; readonly left: number }; // by its title; ms

/** A model that is ready. */
export interface OpenModel {
  readonly name: string;
  readonly precision: Precision | undefined; // undefined for a file of the user's own
  readonly sha256: string; // of the file
  readonly architecture: string; // "resnet18" …
  readonly classes: number;
  readonly labels: readonly string[]; // [classes]
  readonly bias: Float32Array; // [classes], fc's
  readonly layers: readonly string[]; // that can be asked about, by depth
  readonly hasClassMaps: boolean;
  readonly refused: readonly MethodRefusal[]; // methods that are not defined for it
  /** What it takes of a photograph, and who says how that is prepared. */
  readonly input: { readonly height: number; readonly width: number; readonly sources: readonly string[] };
  readonly device: DeviceFacts;
}

/** A method that is not defined for a network. */
export interface MethodRefusal {
  readonly name: string; // "cam"
  readonly code: string; // "no-class-maps"
}

export interface DeviceFacts {
  readonly kind: "gpu" | "cpu";
  readonly name: string;
  /** A GPU that software imitates. */
  readonly software: boolean;
  readonly reason: DeviceReason;
  readonly detail: string | undefined; // why a GPU could not be used, in its own words
}

/** What the page needs of a photograph: a picture for the screen, and what the network saw of it. */
export interface PredictedPhoto {
  readonly width: number; // of the photograph, pixels
  readonly height: number;
  readonly preview: Image; // as it is, or scaled down to what a screen shows
  readonly region: Region; // of the preview: what the network saw
  readonly prediction: Prediction;
  readonly milliseconds: { readonly decode: number; readonly preprocess: number; readonly forward: number };
}

export interface NamedMapRequest {
  readonly method: string; // "grad-cam"
  readonly layer: string; // "layer4"
  readonly target: ClassTarget;
}

/** What is taken away of a photograph, at the preview's size. */
export interface Erasure {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array; // [height, width], 0: kept
}

/** From a photograph to the input of a network: what was resized, what of that was kept, how its levels became numbers. */
export interface InputFrame {
  readonly photo: InputSize; // of the photograph
  readonly frame: Frame;
  readonly preprocessing: Preprocessing;
}

/** Deletion and insertion: after each of 28 steps, and before the first. */
export interface JudgedMap {
  readonly deletion: readonly number[]; // probabilities [29]
  readonly insertion: readonly number[];
}

/** Where the arrays of a pass lie. */
export interface MemoryPlan {
  readonly arrays: readonly PlacedArray[]; // in the order in which the steps write them
  readonly buffers: readonly number[]; // bytes
}

/** Its life is in steps, counted from 1. */
export interface PlacedArray {
  readonly name: string; // of its step
  readonly op: string; // "conv"
  readonly shape: readonly number[];
  readonly reads: readonly number[]; // the arrays that its step reads, by their places in `MemoryPlan.arrays`
  readonly bytes: number;
  readonly buffer: number;
  readonly from: number; // is written
  readonly to: number; // is read for the last time, or is still wanted behind the last step
}

/** The network as the paper draws it, or its file says it. */
export interface Inside {
  readonly layers: readonly InsideLayer[];
  readonly shaders: readonly string[]; // WGSL
}

export interface InsideLayer {
  readonly name: string; // "layer1.0.conv1"
  readonly stage: string; // the part of the network that it belongs to
  readonly op: string; // "conv", "hard_swish"
  readonly opName: string; // of the op that does it, among other things: "conv", "activation"
  readonly shape: readonly number[]; // of what it makes
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly parameters: readonly { readonly name: string; readonly shape: readonly number[] }[];
  readonly operations: number; // a multiply-add counts two
  readonly bytes: number; // least traffic
  readonly shader: number; // which of `Inside.shaders`
  readonly attributes: Readonly<Record<string, number>>; // what its op is told beside the shapes: strideH, top, groups, epsilon …
  readonly constants: Readonly<Record<string, number>>; // the shader's `override`s
  readonly workgroups: readonly number[];
}
