// The built site, served for a journey; and a browser that notes down whatever it complains about.
import type { Image } from "@camlucida/cam";
import { decodeImage } from "camlucida/internal";
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { env } from "node:process";
import { promisify } from "node:util";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright";
import { preview } from "vite";
import { inject } from "vitest";
import type { BuiltSite } from "./build_site.ts";
import { noteListeners } from "./keyboard.ts";

export const root = resolve(import.meta.dirname, "../../..");
const web = join(root, "apps/web");

export interface Site extends BuiltSite {
  readonly address: string;
  close(): Promise<void>;
}

/** Serves the site as `npm run web` does; `bare`: as a file host that knows of no headers. */
export async function openSite(kind: "usual" | "bare" = "usual"): Promise<Site> {
  const built = inject("site");
  const config = kind === "usual" ? { configFile: join(web, "vite.config.mjs") } : { configFile: false as const, root: web, base: "./" };
  const server = await preview({ ...config, logLevel: "error", build: { outDir: join(built.folder, "site") }, preview: { port: 0, host: "127.0.0.1" } });
  const address = (server.resolvedUrls?.local[0] ?? "").replace("localhost", "127.0.0.1");
  return { ...built, address, close: () => server.close() };
}

const quiet = ["--no-sandbox", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
export const withWebGpu = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

export const openBrowser = (args: readonly string[] = []): Promise<Browser> =>
  chromium.launch({ ...(env["CHROMIUM"] && { executablePath: env["CHROMIUM"] }), args: [...quiet, ...args] });

export interface Visit {
  readonly page: Page;
  /** What the browser complained about, and every request that left the site. */
  readonly complaints: string[];
  close(): Promise<void>;
}

export async function visit(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000); // guards against hanging only
  const complaints: string[] = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`); });
  page.on("pageerror", ({ message }) => complaints.push(message));
  context.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== new URL(address).origin && !["blob:", "data:"].includes(protocol)) complaints.push(`request to ${request.url()}`);
  });
  await page.addInitScript(complainOfExcess);
  await page.addInitScript(noteListeners);
  await page.goto(address);
  return { page, complaints, close: () => context.close() };
}

/** Loads the network that the page offers, and waits until it has looked at the picture. */
export async function loadNetwork(page: Page): Promise<void> {
  await page.locator(".model .primary").click();
  await page.locator("[data-passes='1']").waitFor();
}

/** In the page: warns of messages from a worker whose buffers hold more than their arrays show. A view of a checkpoint would be copied with all 100 MB of it. */
function complainOfExcess(): void {
  const gaps = 1024; // bytes between the parts of one readback
  const arraysIn = (value: unknown): ArrayBufferView[] =>
    ArrayBuffer.isView(value) ? [value] : typeof value === "object" && value !== null ? Object.values(value).flatMap(arraysIn) : [];
  const total = (parts: Iterable<{ byteLength: number }>): number => [...parts].reduce((sum, { byteLength }) => sum + byteLength, 0);
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener("message", ({ data }) => {
        const arrays = arraysIn(data);
        const [shown, held] = [total(arrays), total(new Set(arrays.map(({ buffer }) => buffer)))];
        if (held > shown + gaps) console.warn(`a worker's message: arrays of ${shown} bytes in buffers of ${held}`);
      });
    }
  };
}

interface HeldDevices {
  readonly count: () => Promise<number>; // of those that the engine opened since
  readonly destroyLast: () => Promise<void>;
}

/** Keeps hold of every GPU device that the page's engine opens from now on, to take it away. */
export async function holdDevices(page: Page): Promise<HeldDevices> {
  const worker = page.workers().find((some) => some.url().includes("worker"));
  if (!worker) throw new Error("the page has no worker yet.");
  await worker.evaluate(() => {
    const held: GPUDevice[] = [];
    Object.assign(globalThis, { held });
    const original = GPUAdapter.prototype.requestDevice;
    GPUAdapter.prototype.requestDevice = async function (...given) {
      const device = await original.apply(this, given);
      held.push(device);
      return device;
    };
  });
  return {
    count: () => worker.evaluate(() => (globalThis as unknown as { held: GPUDevice[] }).held.length),
    destroyLast: () => worker.evaluate(() => (globalThis as unknown as { held: GPUDevice[] }).held.at(-1)?.destroy()),
  };
}

/** The pixels of the main picture. [H, W, 4] */
export async function pixelsOf(page: Page, selector = ".main-picture"): Promise<Image> {
  const url = await page.$eval(selector, (canvas) => (canvas as HTMLCanvasElement).toDataURL("image/png"));
  return decodeImage(Buffer.from(url.slice(url.indexOf(",") + 1), "base64"));
}

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/**
 * What axe finds wrong, in short: of the colours that are there to stay, not of those on their way. Waits until no animation
 * runs, which is not to say until there is none: Chromium keeps one that has ended where nothing is drawn, in a closed <details>.
 */
async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState === "finished"));
  return page.evaluate(async () => {
    const { axe: found } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
    return (await found.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
  });
}

/** What axe finds wrong in any language and theme, which the page is left in as it was. */
export async function violationsInAnyDress(page: Page): Promise<string[]> {
  const [language, theme] = [page.locator(".preferences select").nth(0), page.locator(".preferences select").nth(1)];
  const found: string[] = [];
  for (const [spoken, worn] of [["ja", "light"], ["ja", "dark"], ["en", "dark"], ["en", "light"]] as const) {
    await language.selectOption(spoken);
    await theme.selectOption(worn);
    await page.waitForFunction(([lang, dress]) => document.documentElement.lang === lang && document.documentElement.dataset["theme"] === dress, [spoken, worn] as const);
    found.push(...(await violations(page)).map((violation) => `${spoken}, ${worn}: ${violation}`));
  }
  return found;
}

/** What the command line makes of the sample that the journeys look at. */
export interface CommandLineResult {
  readonly result: { readonly top: readonly { readonly label: string; readonly logit: number; readonly probability: number }[] };
  readonly map: Float32Array; // [h, w]
  readonly overlay: Uint8Array; // [H, W, 4]
}

/** What the command line says of the same picture with the same model. */
export async function commandLine({ folder, model }: Site): Promise<CommandLineResult> {
  const [picture, raw] = [join(folder, "cli.png"), join(folder, "cli.npy")];
  const launcher = join(root, "apps/cli/bin/camlucida.mjs");
  const { stdout } = await promisify(execFile)("node", [launcher, join(root, "samples/chelsea.png"), "--model", model, "--json", "--device", "cpu", "--no-legend", "--out", picture, "--raw", raw]);
  const { data } = await decodeImage(await readFile(picture));
  return { result: JSON.parse(stdout) as CommandLineResult["result"], map: numbersOf(await readFile(raw)), overlay: data };
}

/** Of a .npy of format 1.0. */
export const numbersOf = (file: Buffer): Float32Array => new Float32Array(file.buffer.slice(file.byteOffset + 10 + file.readUInt16LE(8), file.byteOffset + file.length));
