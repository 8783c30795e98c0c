// What an element shows: the photograph, the map over it, and words. Built of nodes, not of markup: a page's policy may forbid that.
import type { Pixels } from "camlucida";
import { keyTo, madeBy, percent, progressText, sentence } from "../words/sentences.ts";
import type { MapProgress, ShownMap } from "../work/explainer.ts";
import type { MapFailure } from "./events.ts";
import { style } from "./style.ts";

export interface Face {
  /** The picture's shape, before there is a picture: nothing moves when it comes. */
  shape(width: number, height: number): void;
  /** Draws it as large as there is room, now and whenever that changes. @param name for those who do not see it */
  picture(pixels: Pixels, name: string): void;
  rename(name: string): void;
  /** What the page put inside the element is seen again. */
  blank(): void;
  silent(): void;
  waiting(text: string): void;
  progress(progress: MapProgress): void;
  caption(result: ShownMap, view: string, ownColours: boolean): void;
  /** @param instead of a photograph that cannot be shown: what it shows, in words */
  error(error: MapFailure, instead: string): void;
  /** Says something to those who listen. */
  say(text: string): void;
  enter(state: FaceState): void;
  /** Begins and ends to follow the room that there is. */
  follow(): void;
  leave(): void;
}

const states = ["busy", "shown", "failed"] as const;

/** For style sheets: camlucida-map:state(busy). */
export type FaceState = (typeof states)[number];

let sheet: CSSStyleSheet | undefined;

function commonSheet(): CSSStyleSheet {
  if (!sheet) (sheet = new CSSStyleSheet()).replaceSync(style);
  return sheet;
}

/** Browsers before 2024 know no states. */
export interface Internals {
  readonly shadowRoot: ShadowRoot | null;
  readonly states?: Pick<CustomStateSet, "add" | "delete">;
}

/** @param again what the button of an error does */
export function faceIn(internals: Internals, again: () => void): Face {
  const root = internals.shadowRoot as ShadowRoot;
  const own = new CSSStyleSheet(); // the picture's shape
  root.adoptedStyleSheets = [commonSheet(), own];
  const slot = node("slot");
  const canvas = node("canvas", "canvas");
  canvas.setAttribute("role", "img");
  canvas.hidden = true;
  const words = node("div", "words");
  words.hidden = true;
  const lines = node("div");
  lines.className = "lines";
  words.append(lines);
  const status = node("div", "status");
  status.setAttribute("role", "status");
  root.append(slot, canvas, words, status);

  let drawn: OffscreenCanvas | undefined;
  let room = { width: 0, height: 0 }; // of the canvas, in pixels of the screen
  const redraw = (): void => {
    if (!drawn || room.width === 0 || room.height === 0) return;
    const scale = Math.min(room.width / drawn.width, room.height / drawn.height);
    canvas.width = Math.max(1, Math.round(drawn.width * scale));
    canvas.height = Math.max(1, Math.round(drawn.height * scale));
    const context = canvas.getContext("2d");
    if (!context) return;
    context.imageSmoothingQuality = "high";
    context.drawImage(drawn, 0, 0, canvas.width, canvas.height);
  };
  const observer = new ResizeObserver((entries) => {
    room = roomIn(entries.at(-1) as ResizeObserverEntry);
    redraw();
  });
  const shape = (width: number, height: number): void => own.replaceSync(`canvas { aspect-ratio: ${width} / ${height}; }`);
  const rename = (name: string): void => canvas.setAttribute("aria-label", name);
  const put = (...nodes: readonly Node[]): void => {
    lines.replaceChildren(...nodes);
    words.hidden = nodes.length === 0;
  };
  return {
    shape(width, height) {
      if (drawn) return;
      shape(width, height);
      canvas.hidden = slot.assignedElements().length > 0;
    },
    picture(pixels, name) {
      drawn = sheetOf(pixels);
      shape(pixels.width, pixels.height);
      rename(name);
      slot.hidden = true;
      lines.querySelector('[part="alt"]')?.remove(); // it stood in its place
      canvas.hidden = false;
      redraw();
    },
    rename,
    blank() {
      drawn = undefined;
      canvas.hidden = true;
      slot.hidden = false;
    },
    silent: () => put(),
    waiting: (text) => put(bar(text, undefined), small(text)),
    progress: (progress) => put(bar(progressText(progress), progress), small(progressText(progress))),
    caption: (result, view, ownColours) => put(...captionOf(result, view, ownColours)),
    error: (error, instead) => put(...(drawn || instead === "" ? [] : [altText(instead)]), errorOf(error, again)),
    say: (text) => void (status.textContent = text),
    enter(state) {
      words.setAttribute("aria-busy", String(state === "busy"));
      for (const one of states) internals.states?.[one === state ? "add" : "delete"](one);
    },
    follow: () => observe(observer, canvas),
    leave: () => observer.disconnect(),
  };
}

/** Safari tells no pixels of the screen. */
function observe(observer: ResizeObserver, canvas: HTMLCanvasElement): void {
  try {
    observer.observe(canvas, { box: "device-pixel-content-box" });
  } catch {
    observer.observe(canvas);
  }
}

function roomIn({ devicePixelContentBoxSize, contentRect }: ResizeObserverEntry): { readonly width: number; readonly height: number } {
  const [size] = (devicePixelContentBoxSize as readonly ResizeObserverSize[] | undefined) ?? [];
  if (size) return { width: size.inlineSize, height: size.blockSize };
  return { width: Math.round(contentRect.width * devicePixelRatio), height: Math.round(contentRect.height * devicePixelRatio) };
}

function sheetOf({ width, height, data }: Pixels): OffscreenCanvas {
  const canvas = new OffscreenCanvas(width, height);
  const pixels = new ImageData(width, height);
  pixels.data.set(data);
  canvas.getContext("2d")?.putImageData(pixels, 0, 0);
  return canvas;
}

function bar(label: string, progress: MapProgress | undefined): HTMLElement {
  const element = node("progress", "progress");
  element.setAttribute("aria-label", label);
  if (progress && progress.total > 0) {
    element.max = progress.total;
    element.value = progress.done;
  }
  return element;
}

/** Two lines: what is seen, and what the colours mean or why there are none. */
function captionOf({ top, map, statement }: ShownMap, view: string, ownColours: boolean): Node[] {
  const [best] = top;
  const { class: { label, probability, index } } = map;
  const line = node("p", "caption");
  if (map.unit === "features") line.append(strong("What stands out"));
  else line.append(strong(label), ` ${percent(probability)}`);
  if (best && (best.index !== index || map.unit === "features")) line.append(`, seen as ${best.label} ${percent(best.probability)}`);
  const key = small(statement === undefined ? `${keyTo(map, view, ownColours)} · ${madeBy(map)}` : sentence(statement));
  key.part.add(statement === undefined ? "key" : "statement");
  return [line, key];
}

function errorOf({ code, message, advice, mayPass }: MapFailure, again: () => void): HTMLElement {
  const box = node("div", "error");
  const first = node("p");
  first.append(strong("No map."), ` ${sentence(message)} ${advice}`);
  box.append(first, small(code));
  if (!mayPass) return box;
  const button = node("button", "retry");
  button.type = "button";
  button.textContent = "Try again";
  button.addEventListener("click", again);
  box.append(button);
  return box;
}

function node<Name extends keyof HTMLElementTagNameMap>(name: Name, part?: string): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  if (part !== undefined) element.part.add(part);
  return element;
}

const altText = (text: string): HTMLElement => Object.assign(node("p", "alt"), { textContent: text });
const strong = (text: string): HTMLElement => Object.assign(node("strong", "label"), { textContent: text });
const small = (text: string): HTMLElement => Object.assign(node("small"), { textContent: text });
