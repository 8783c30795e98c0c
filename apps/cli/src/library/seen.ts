// What a network saw in one picture: the classes, and a map of any of them by any method, as numbers or drawn.
import {
  defaultMethodOf, describeMap, drawMap, evidenceFor, logitOf, methodNamed, methods, unitOf,
  type Image, type MapStyle, type MapUnit, type Method, type Network, type Pass, type RawMap, type Region,
} from "@camlucida/cam";
import { peakIn, type Peak } from "../report/peak.ts";
import { RequestError } from "./request.ts";

/** A class, and how probable it is. */
export interface SeenClass {
  readonly index: number;
  readonly label: string;
  readonly probability: number; // 0 … 1
  readonly logit: number;
}

/** Which map. */
export interface SeenMapOptions {
  /** A label or an index; the most probable class, unless said. */
  readonly class?: string | number;
  /** "cam", "grad-cam", …; the class activation map itself, unless said, and Grad-CAM's where that is not defined, Eigen-CAM's where there are no classes. */
  readonly method?: string;
  /** Its name in the network, a ResNet's "layer4", "layer3.0", …; the last one, unless said. */
  readonly layer?: string;
  /** Gives up a method of many passes between two of them. */
  readonly signal?: AbortSignal;
  /** How many of a method's passes are done, where it needs any. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A raw map: signed and unnormalised. */
export interface SeenMap {
  readonly class: SeenClass;
  readonly method: string;
  readonly layer: string;
  readonly width: number; //         cells
  readonly height: number; //        cells
  readonly values: Float32Array; //  [height, width]; logits for "cam"
  readonly min: number;
  readonly max: number;
  /** "logits" of "cam"; else of the score, or of the features where the method asks for no class. */
  readonly unit: MapUnit;
  /** The centre of the strongest cell, in pixels of the picture; undefined where no value is finite. */
  readonly peak: Peak | undefined;
  /** For "cam": by how many logits mean(map) + bias misses the class' logit. It proves that the map adds up to it. */
  readonly residual: number | undefined;
}

/** How a map is drawn: `view` "signed" (default), "positive" or "minmax"; the rest as the command line's options of the same names. */
export interface DrawOptions extends SeenMapOptions, Partial<MapStyle> {
  /** One of the same picture that is there already: then nothing is computed, whatever class, method and layer say. */
  readonly map?: SeenMap;
}

/** A canvas, on a page, off it, or of a library for Node. */
export interface CanvasLike {
  width: number;
  height: number;
  getContext(kind: "2d"): unknown;
}

/** What `putImageData` needs of a 2D context. */
interface Context2d {
  createImageData(width: number, height: number): { readonly data: Uint8ClampedArray };
  putImageData(data: unknown, x: number, y: number): void;
}

/** What a network saw in one picture: its classes, and maps of any of them. The caller disposes of it. */
export interface Seen {
  /** The most probable classes, five or all if there are fewer. */
  readonly top: readonly SeenClass[];
  readonly logits: Float32Array; // [classes]
  /** The picture's pixels. [H, W, 4] RGBA */
  readonly image: Image;
  /**
   * The raw map of a class.
   * @throws RequestError, GraphError "unknown-layer" or "last-layer-only", DeviceError "device-lost"; the signal's reason
   */
  map(options?: SeenMapOptions): Promise<SeenMap>;
  /** The map over the picture, [H, W, 4] RGBA. `statement` says in words what a map says that says nothing about where. */
  picture(options?: DrawOptions): Promise<Image & { readonly statement: string | undefined }>;
  /** The same on a canvas, which gets the picture's size. @returns the statement. @throws RequestError "canvas" */
  draw(canvas: CanvasLike, options?: DrawOptions): Promise<string | undefined>;
  /** Gives back what it holds on the device. */
  dispose(): void;
  [Symbol.dispose](): void;
}

/** @param pass of this one picture; @param region of it that the network saw; disposes of the pass */
export function seenOf(pass: Pass, network: Network, labels: readonly string[], image: Image, region: Region): Seen {
  const { prediction } = pass;
  const seenClass = (index: number): SeenClass =>
    ({ index, label: labels[index] as string, probability: prediction.probabilities[index] as number, logit: prediction.logits[index] as number });
  const classOf = (wanted: string | number | undefined): number => (wanted === undefined ? (prediction.ranking[0] as number) : classNamed(wanted, labels));
  const map = async (options: SeenMapOptions = {}): Promise<SeenMap> => {
    const index = classOf(options.class);
    const raw = await rawMapOf(pass, network, index, options);
    const { min, max } = describeMap(raw.values);
    const residual = raw.method === "cam" ? evidenceFor(prediction, network, index).residual : undefined;
    const { method, layer, width, height, values } = raw;
    const [unit, peak] = [unitOf(methodNamed(method)), peakIn(raw, region)];
    return { class: seenClass(index), method, layer, width, height, values, min, max, unit, peak, residual };
  };
  const picture: Seen["picture"] = async (options = {}) => {
    const { view = "signed" } = options;
    requireView(view);
    const { overlay, statement } = drawMap(options.map ?? (await map(options)), image, region, { ...options, view });
    return { ...overlay, statement };
  };
  const draw: Seen["draw"] = async (canvas, options) => {
    const drawn = await picture(options);
    put(drawn, canvas);
    return drawn.statement;
  };
  const dispose = (): void => pass.dispose();
  return { top: network.hasClasses ? prediction.ranking.map(seenClass) : [], logits: prediction.logits, image, map, picture, draw, dispose, [Symbol.dispose]: dispose };
}

function rawMapOf(pass: Pass, network: Network, index: number, { method = defaultMethodOf(network), layer = network.layers.at(-1) ?? "", signal, onProgress }: SeenMapOptions): Promise<RawMap> {
  signal?.throwIfAborted();
  const progress = (_: string, done: number, total: number): void => {
    signal?.throwIfAborted();
    onProgress?.(done, total);
  };
  return pass.map({ method: methodOf(method), layer }, logitOf(index, network.classes), { progress });
}

function methodOf(name: string): Method {
  if (methods.some((method) => method.name === name)) return methodNamed(name);
  throw new RequestError("method-unknown", `There is no method ${JSON.stringify(name)}; expected ${methods.map((method) => method.name).join(", ")}.`);
}

const views = ["signed", "positive", "minmax"] as const;

/** Of callers without types. */
function requireView(view: string): void {
  if (!(views as readonly string[]).includes(view)) throw new RequestError("view-unknown", `There is no view ${JSON.stringify(view)}; expected ${views.join(", ")}.`);
}

function put({ width, height, data }: Image, canvas: CanvasLike): void {
  const context = canvas.getContext("2d") as Context2d | null;
  if (!context) throw new RequestError("canvas", "The canvas gives no 2D context: it is drawn on by WebGL or WebGPU. Give another one.");
  canvas.width = width;
  canvas.height = height;
  const drawn = context.createImageData(width, height);
  drawn.data.set(data);
  context.putImageData(drawn, 0, 0);
}

/** A class as a caller names it: by its index, or by its label whatever the case of its letters. @throws RequestError "class-unknown" */
function classNamed(wanted: number | string, labels: readonly string[]): number {
  const index = typeof wanted === "number" ? wanted : indexOf(wanted, labels);
  if (Number.isInteger(index) && index >= 0 && index < labels.length) return index;
  const expected = typeof wanted === "number" ? `an index from 0 to ${labels.length - 1}` : `one of the ${labels.length} labels, such as "${labels[0]}"`;
  throw new RequestError("class-unknown", `There is no class ${JSON.stringify(wanted)}; expected ${expected}.`);
}

function indexOf(label: string, labels: readonly string[]): number {
  const exact = labels.indexOf(label);
  return exact >= 0 ? exact : labels.findIndex((other) => other.toLowerCase() === label.toLowerCase());
}
