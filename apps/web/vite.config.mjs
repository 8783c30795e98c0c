// The page as static files: `vite build` writes them to dist/site, which any file host can serve, from any folder.
import { basename, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { wgslAsText } from "../../scripts/wgsl_as_text.mjs";
import { guideAsModules } from "./build/guide/plugin.ts";
import { sourcesTravel } from "./build/sources_travel.mjs";
import { contentSecurityPolicy, headers } from "./headers.mjs";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));

/** The policy stands in the page too, for hosts that send no headers. Not while developing: Vite's client is inline. */
const policyInThePage = {
  name: "policy-in-the-page",
  apply: "build",
  transformIndexHtml: () => [{ tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: contentSecurityPolicy }, injectTo: "head-prepend" }],
};

/** @type {import("vite").UserConfig} */
export default {
  root: path("."),
  base: "./",
  cacheDir: "node_modules/.vite",
  plugins: [wgslAsText, guideAsModules(path("../../docs/guide")), policyInThePage, sourcesTravel],
  build: {
    outDir: "dist/site",
    target: "es2023",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0, // a data: URL would need a weaker policy
    rollupOptions: {
      input: { index: path("index.html"), service_worker: path("src/offline/service_worker.ts") },
      // A service worker's name may not change: browsers look there for the next version.
      output: {
        entryFileNames: ({ name }) => (name === "service_worker" ? "service_worker.js" : "assets/[name]-[hash].js"),
        // What belongs to one chapter of the guide is known by its name: guide_en_06_cam, guide_figures_cam.
        chunkFileNames: ({ facadeModuleId }) => `assets/${/(guide\/(en|ja)|learn\/figures)\//.test(facadeModuleId ?? "") ? `guide_${basename(dirname(facadeModuleId))}_` : ""}[name]-[hash].js`,
      },
    },
  },
  worker: {
    format: "es", plugins: () => [wgslAsText],
    rolldownOptions: { checks: { ineffectiveDynamicImport: false } }, // a page whose GPU is lost goes on with the CPU's code that it has
  },
  server: { fs: { allow: ["../.."] } },
  preview: { headers },
};
