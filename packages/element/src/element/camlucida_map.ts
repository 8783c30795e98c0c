// <camlucida-map>: a photograph with its evidence map. Reads its attributes, hands them to work/, and shows what comes back.
import type { ImageSource, ModelSource, Pixels } from "camlucida";
import { nameOf } from "../words/sentences.ts";
import { explainer, type Explainer, type ExplainWish, type ShownMap, type ExplainerMeans } from "../work/explainer.ts";
import { sameThings } from "../work/kept.ts";
import type { OpenNetwork } from "../work/shared_networks.ts";
import { ElementWithAttributes, observed, readEarly, textIn, write } from "./attributes.ts";
import { failureOf, tell } from "./events.ts";
import { faceIn, type Face } from "./face.ts";
import { nearnessOf, type Nearness } from "./nearness.ts";
import { outcome } from "./outcome.ts";
import { loaded, sourceOf } from "./source.ts";
import { wishOf } from "./wish.ts";

/** Loaded when the first element asks: a page whose maps lie far below waits for nothing. */
const library = () => import("camlucida");

/**
 * `<camlucida-map>`. Its attributes are properties too, and may change at any time; `complete` is the result of all of them.
 * @example
 * ```ts
 * import "@camlucida/element";
 *
 * const element = document.createElement("camlucida-map");
 * Object.assign(element, { src: picture, model: chosenFile, device: "cpu", className: "dog" });
 * document.body.append(element);
 * const { map } = await element.complete;
 * [map.class.label, map.method, map.width, map.height]; // → ["dog", "cam", 7, 7]
 *
 * element.method = "grad-cam";
 * element.layer = "layer3";
 * (await element.complete).map.width; // → 14
 * element.remove();
 * ```
 */
export class CamlucidaMap extends ElementWithAttributes {
  static readonly observedAttributes: readonly string[] = observed;

  /** How all elements open networks. A page may put its own in its place: a network in a worker, or one that is open already. */
  static open: OpenNetwork = async (model, options) => (await library()).open(model, options);

  readonly #outcome = outcome<ShownMap>();
  #face: Face | undefined;
  #work: Explainer | undefined;
  #run: AbortController | undefined;
  #nearness: Nearness | undefined;
  #scheduled = false;
  #picture: ImageSource | undefined;
  #model: ModelSource | undefined;
  #labels: readonly string[] | undefined;
  readonly #internals = this.attachInternals();
  #version = 0;
  #hasSpoken = false;
  #shown: { readonly things: readonly unknown[]; photo: Pixels | undefined } | undefined;
  #result: ShownMap | undefined;
  #error: Error | undefined;

  constructor() {
    super();
    this.attachShadow({ mode: "open" }).addEventListener("slotchange", () => this.#schedule());
    this.addEventListener("load", () => this.#schedule(), true); // of an <img> inside, which may have been given another picture
  }

  /** An address, or a Blob, File, canvas, ImageBitmap, ImageData, … */
  get src(): ImageSource {
    return this.#picture ?? this.getAttribute("src") ?? "";
  }

  set src(source: ImageSource | null) {
    this.#picture = isWritten(source) ? undefined : source;
    write(this, "src", isWritten(source) ? source : undefined);
    this.#schedule();
  }

  /** A name, an address, or a checkpoint's file or bytes. */
  get model(): ModelSource {
    return this.#model ?? this.getAttribute("model") ?? "";
  }

  set model(model: ModelSource | null) {
    this.#model = isWritten(model) ? undefined : model;
    write(this, "model", isWritten(model) ? model : undefined);
    this.#schedule();
  }

  /** Class names, where the checkpoint has none. [classes] */
  get labels(): readonly string[] | undefined {
    return this.#labels;
  }

  set labels(labels: readonly string[] | undefined) {
    this.#labels = labels;
    this.#schedule();
  }

  /** What is shown; undefined while there is none. */
  get result(): ShownMap | undefined {
    return this.#result;
  }

  /** Why nothing is shown; undefined unless something failed. */
  get error(): Error | undefined {
    return this.#error;
  }

  /** The result of all that the element is asked now. It waits on where it is asked something else meanwhile. @throws CamlucidaError; AbortError where the element is taken away */
  get complete(): Promise<ShownMap> {
    return this.#outcome.promise;
  }

  /** Looks at the picture again: at a canvas that was drawn on, or after an error. */
  reload(): void {
    this.#version++;
    this.#schedule();
  }

  connectedCallback(): void {
    readEarly(this);
    this.#face ??= faceIn(this.#internals, () => this.reload());
    this.#face.follow();
    this.#schedule();
  }

  /** A move within the page takes nothing out. */
  connectedMoveCallback(): void {}

  /** Frameworks take elements out and put them in elsewhere at once: that is no reason to begin again. */
  disconnectedCallback(): void {
    setTimeout(() => {
      if (!this.isConnected) this.#leave();
    });
  }

  attributeChangedCallback(name: (typeof observed)[number], before: string | null, now: string | null): void {
    if (before === now) return;
    if (name === "src" && now !== null) this.#picture = undefined;
    if (name === "model" && now !== null) this.#model = undefined;
    this.#schedule();
  }

  /** Several changes in a row are one. */
  #schedule(): void {
    this.#outcome.begin();
    if (this.#scheduled || !this.isConnected) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      if (!this.isConnected) return;
      if (this.loading !== "lazy" || (this.#nearness ??= nearnessOf(this)).reached(() => this.#schedule())) void this.#update();
    });
  }

  async #update(): Promise<void> {
    const face = this.#face as Face;
    this.#run?.abort();
    const { signal } = (this.#run = new AbortController());
    if (this.width && this.height) face.shape(this.width, this.height);
    const found = sourceOf(this, this.#picture ?? textIn(this, "src"));
    if (!found) return this.#clear();
    if (!this.#shown || !sameThings(this.#shown.things, [found.source, found.version])) this.#shown = { things: [found.source, found.version], photo: undefined };
    face.enter("busy");
    if (!this.#result) face.waiting("Looking …");
    try {
      const wish = wishOf(this, { model: this.#model, labels: this.#labels, version: this.#version }, found);
      if (!wish) throw new (await library()).RequestError("model-unknown", 'No model is named. Write model="resnet18", or the address of a checkpoint.');
      const result = await (this.#work ??= explainer(means)).explain(wish, signal, {
        photo: (photo) => this.#showPhoto(photo),
        progress: (progress) => {
          face.progress(progress);
          tell(this, "camlucida-progress", progress);
        },
      });
      if (!signal.aborted) this.#show(result, wish);
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
    }
  }

  #showPhoto(photo: Pixels): void {
    const face = this.#face as Face;
    if (!this.#shown || this.#shown.photo === photo) return;
    this.#shown.photo = photo;
    if (this.#result) face.waiting("Looking …"); // the caption was another photograph's
    this.#result = undefined;
    face.picture(photo, this.#altText() || "Photograph");
  }

  #show(result: ShownMap, { style }: ExplainWish): void {
    const face = this.#face as Face;
    const name = nameOf(result, this.#altText());
    const isAnother = result !== this.#result;
    if (isAnother) face.picture(result.picture, name);
    else face.rename(name);
    face.caption(result, style.view ?? "signed", style.colours !== undefined);
    if (isAnother && this.#hasSpoken) face.say(name); // the first is found where it stands, as any picture is
    this.#hasSpoken = true;
    this.#result = result;
    this.#error = undefined;
    face.enter("shown");
    this.#outcome.fulfil(result);
    if (isAnother) tell(this, "camlucida-result", { ...result, name });
  }

  #fail(thrown: unknown): void {
    const face = this.#face as Face;
    const failure = failureOf(thrown);
    this.#result = undefined;
    this.#error = failure.error;
    if (this.#shown?.photo) face.picture(this.#shown.photo, this.#altText() || "Photograph");
    else face.blank();
    face.error(failure, this.#altText());
    face.say(failure.message);
    face.enter("failed");
    this.#outcome.fail(failure.error);
    tell(this, "camlucida-error", failure);
  }

  #leave(): void {
    this.#run?.abort();
    this.#nearness?.leave();
    this.#face?.leave();
    this.#nearness = undefined;
    this.#release();
    this.#outcome.fail(new DOMException("The element was taken out of the page.", "AbortError"));
  }

  /** There is no photograph, or no longer: only what the page put inside. */
  #clear(): void {
    this.#release();
    this.#face?.blank();
    this.#face?.silent();
  }

  #release(): void {
    this.#work?.dispose();
    this.#work = this.#result = this.#error = this.#shown = undefined;
  }

  /** Of the photograph: its own, or that of the <img> inside. */
  #altText(): string {
    return (this.getAttribute("alt") ?? this.querySelector("img")?.alt ?? "").trim();
  }
}

const isWritten = (value: unknown): value is string | URL | null | undefined => value === null || value === undefined || typeof value === "string" || value instanceof URL;

const means: ExplainerMeans = {
  open: (model, options) => CamlucidaMap.open(model, options),
  decode: async (source, stop) => (await library()).decode(await loaded(source), stop),
};
