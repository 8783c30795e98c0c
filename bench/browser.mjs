// The page in Chromium, without a window: `node browser.mjs '{"models":…}'` prints the cases as JSON.
// `node browser.mjs` alone serves the page until it is stopped.
import process from "node:process";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { createServer } from "vite";
import { chromium as path } from "../scripts/system.mjs";

const server = await createServer({ configFile: fileURLToPath(new URL("vite.config.mjs", import.meta.url)), logLevel: "error" });
await server.listen();
const address = new URL("bench.html", server.resolvedUrls.local[0]).href;

const chosen = process.argv[2];
if (chosen === undefined) {
  console.log(`Open ${address} in a browser with WebGPU. Ctrl-C ends it.`);
} else {
  const cases = await measured(JSON.parse(chosen));
  process.stdout.write(JSON.stringify(cases));
  await server.close();
}

/** On the adapter that Chromium has; where it has none, on SwiftShader, its software one. */
async function measured(chosen) {
  const quiet = ["--no-sandbox", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--enable-unsafe-webgpu"];
  for (const args of [[...quiet, "--enable-features=Vulkan"], [...quiet, "--use-webgpu-adapter=swiftshader"]]) {
    const browser = await chromium.launch({ ...(path() && { executablePath: path() }), args });
    try {
      const page = await browser.newPage();
      page.on("console", (line) => void process.stderr.write(`${line.text()}\n`));
      page.on("pageerror", (error) => void process.stderr.write(`${error.message}\n`));
      await page.goto(address);
      const gpu = await page.evaluate(async () => Boolean(await navigator.gpu?.requestAdapter()));
      if (gpu || args.at(-1).includes("swiftshader")) return await page.evaluate((some) => globalThis.measureCases(some), chosen);
    } finally {
      await browser.close();
    }
  }
}
