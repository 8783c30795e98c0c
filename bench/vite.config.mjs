// Serves the page. Cross-origin isolated, so that WebAssembly may have threads and clocks their full resolution.
import { fileURLToPath } from "node:url";
import { wgslAsText } from "../scripts/wgsl_as_text.mjs";

/** @type {import("vite").UserConfig} */
export default {
  root: fileURLToPath(new URL(".", import.meta.url)),
  cacheDir: "node_modules/.vite",
  plugins: [wgslAsText],
  server: {
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
};
