// A report as somebody opens it: a folder on the disk, its index.html in Chromium. Whatever the browser complains about is noted, and whatever
// the page asks for but its own folder.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "node:process";
import { pathToFileURL } from "node:url";
import type { ReportData } from "@camlucida/report";
import { writePage } from "@camlucida/report";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright";
import { pagePath } from "../build/page.mjs";
import { drawThumbnails } from "./generated.ts";

export interface Folder {
  readonly address: string; // of its index.html
  remove(): Promise<void>;
}

export async function writeFolder(data: ReportData): Promise<Folder> {
  const folder = await mkdtemp(join(tmpdir(), "camlucida-report-"));
  drawThumbnails(folder, data);
  await writeFile(join(folder, "index.html"), writePage(data, await readFile(pagePath, "utf8")));
  return { address: pathToFileURL(join(folder, "index.html")).href, remove: () => rm(folder, { recursive: true }) };
}

export const openBrowser = (): Promise<Browser> => chromium.launch({ ...(env["CHROMIUM"] && { executablePath: env["CHROMIUM"] }), args: ["--no-sandbox"] });

export interface OpenedReport {
  readonly page: Page;
  readonly complaints: string[];
  close(): Promise<void>;
}

export async function openReport(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<OpenedReport> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000); // guards against hanging only
  const complaints: string[] = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) complaints.push(`${message.type()}: ${message.text()}`); });
  page.on("pageerror", ({ message }) => complaints.push(message));
  page.on("dialog", (dialog) => { complaints.push(`dialog: ${dialog.message()}`); void dialog.dismiss(); });
  const own = new URL(".", address).href;
  context.on("request", (request) => { if (!request.url().startsWith(own)) complaints.push(`request to ${request.url()}`); });
  await page.goto(address);
  await page.locator("#gallery").waitFor();
  return { page, complaints, close: () => context.close() };
}

/** How many the gallery says there are. */
export const galleryCount = async (page: Page): Promise<string> => await page.locator(".gallery-count").textContent() ?? "";

/** The names below the gallery's pictures that are drawn, in their order. */
export const galleryNames = (page: Page): Promise<string[]> => page.locator("#gallery .tile-name").allTextContents();
