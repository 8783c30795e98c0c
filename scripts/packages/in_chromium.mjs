// Pages in Chromium, served as any host would, with the headers that threads need.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { chromium } from "playwright";
import { chromium as pathOfChromium } from "../system.mjs";

const types = { ".html": "text/html", ".js": "text/javascript", ".mjs": "text/javascript", ".png": "image/png", ".map": "application/json" };
const headers = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };
const flags = ["--no-sandbox", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/** @returns what the page's script found: { cpu, gpu } */
export async function foundBy(folder, page = "index.html") {
  const server = createServer((request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    try {
      const body = readFileSync(join(folder, path));
      response.writeHead(200, { ...headers, "Content-Type": types[extname(path)] ?? "application/octet-stream" }).end(body);
    } catch {
      response.writeHead(404, headers).end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const browser = await chromium.launch({ executablePath: pathOfChromium(), args: flags });
  try {
    const tab = await browser.newPage();
    const complaints = [];
    tab.on("pageerror", (error) => complaints.push(error.message));
    tab.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    await tab.goto(`http://127.0.0.1:${server.address().port}/${page}`);
    await tab.waitForFunction(() => globalThis.found !== undefined, undefined, { timeout: 120_000 }).catch((error) => {
      throw new Error(`the page found nothing: ${complaints.join("; ") || error.message}`);
    });
    const found = await tab.evaluate(() => globalThis.found);
    if (found.failure) throw new Error(found.failure);
    return found;
  } finally {
    await browser.close();
    server.close();
  }
}
