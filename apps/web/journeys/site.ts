// The built page, served for a journey; and a browser that notes down whatever it complains about.
import type { Image } from "@camlucida/cam";
import { decodeImage } from "camlucida";
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process, { env } from "node:process";
import { promisify } from "node:util";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright";
import { preview } from "vite";
import { denoBinary } from "../../cli/bin/deno.mjs";
import { finishSite } from "../build/finish_site.mjs";
import { siteModel } from "./models.ts";

export const root = resolve(import.meta.dirname, "../../..");
const web = join(root, "apps/web");
const run = promisify(execFile);

export interface Site {
  readonly address: string;
  readonly folder: string;
  readonly model: string; // the path of the model that it is built with
  close(): Promise<void>;
}

/** Builds the page with a small model, and serves it as `npm run web` does. */
export async function openSite(): Promise<Site> {
  const folder = await mkdtemp(join(tmpdir(), "camlucida-page-"));
  const [model, data, outDir] = [join(folder, "tiny.safetensors"), join(folder, "data"), join(folder, "site")];
  await writeFile(model, siteModel());
  const common = { configFile: join(web, "vite.config.mjs"), logLevel: "error" } as const;
  const program = ["run", "-A", "--quiet", "--no-config", "--no-lock", "--cached-only", "--node-modules-dir=manual", join(web, "build/site_data.ts"), "--out", data, "--model", model];
  // In a process of its own: Vitest's environment says "test", and the page shall be built as for everybody.
  const building = [join(root, "node_modules/vite/bin/vite.js"), "build", "--config", common.configFile, "--logLevel", "error", "--outDir", outDir, "--emptyOutDir"];
  await Promise.all([run(denoBinary(), program), run(process.execPath, building, { env: { ...env, NODE_ENV: "production" } })]);
  await cp(data, outDir, { recursive: true });
  await finishSite(outDir);
  const server = await preview({ ...common, build: { outDir }, preview: { port: 0, host: "127.0.0.1" } });
  const address = (server.resolvedUrls?.local[0] ?? "").replace("localhost", "127.0.0.1");
  return {
    address, folder, model,
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
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
  const complaints: string[] = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`); });
  page.on("pageerror", ({ message }) => complaints.push(message));
  context.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== new URL(address).origin && !["blob:", "data:"].includes(protocol)) complaints.push(`request to ${request.url()}`);
  });
  await page.goto(address);
  return { page, complaints, close: () => context.close() };
}

/** The pixels of the main picture. [H, W, 4] */
export async function pixelsOf(page: Page, selector = ".main-picture"): Promise<Image> {
  const url = await page.$eval(selector, (canvas) => (canvas as HTMLCanvasElement).toDataURL("image/png"));
  return decodeImage(Buffer.from(url.slice(url.indexOf(",") + 1), "base64"));
}

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong, in short. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe: found } = globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } };
    return (await found.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
  });
}
