// The page in Chromium, without a window: `node browser.mjs '{"models":…}'` prints the cases as JSON.
// `node browser.mjs` alone serves the page until it is stopped.
import process from "node:process";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright";
import { createServer } from "vite";
import { chromium as path } from "../scripts/system.mjs";
import { wgslAsText } from "../scripts/wgsl_as_text.mjs";

const server = await createServer({
  configFile: false,
  logLevel: "error",
  root: fileURLToPath(new URL(".", import.meta.url)),
  cacheDir: "node_modules/.vite",
  plugins: [wgslAsText],
  server: {
    // Cross-origin isolated, so that WebAssembly may have threads and clocks their full resolution.
    headers: { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" },
    fs: { allow: [".."] },
    watch: null,
    hmr: false,
  },
  worker: { format: "es" },
  optimizeDeps: {
    // Named, not found on the way: that would reload the page. onnxruntime-web fetches its WebAssembly from beside itself.
    noDiscovery: true,
    include: ["@jax-js/jax", "@tensorflow/tfjs-backend-webgpu", "@tensorflow/tfjs-core", "protobufjs"],
    exclude: ["onnxruntime-web"],
  },
});
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
