// `npm run bench -- --pack`: everything that `npm run bench -- --hardware` needs in one folder of at most 60 MB, made where there is a network and
// time: Deno, the benchmark with the engine in it, the peers' parts for WebGPU, what PyTorch gave, and a loader of Vulkan drivers.
import { spawnSync } from "node:child_process";
import { copyFileSync, cpSync, createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { rolldown } from "rolldown";
import { root } from "../install.mjs";
import { denoBinary } from "../launcher/deno.mjs";
import { wgslAsText } from "../wgsl_as_text.mjs";

const most = 60e6; // bytes
const folder = join(root, "bench/hardware");

/** What the peers load by their own names at run time. */
const external = (id) => /^(onnxruntime-web|onnxruntime-node|@jax-js\/jax)(\/|$)/.test(id) || id.startsWith("node:");

/** Of onnxruntime-web, what it loads for WebGPU in Deno. */
const onnxruntimeFiles = ["package.json", "dist/ort.webgpu.bundle.min.mjs", "dist/ort-wasm-simd-threaded.asyncify.mjs", "dist/ort-wasm-simd-threaded.asyncify.wasm"];

/** The networks that an adapter is held against, and what the loader of Vulkan drivers is called on Linux. */
const fixtures = [["families"], ["networks"], ["."]].map(([name]) => join(root, "test/fixtures", name));
const vulkanLoaders = ["/usr/lib/x86_64-linux-gnu/libvulkan.so.1", "/usr/lib/aarch64-linux-gnu/libvulkan.so.1", "/usr/lib64/libvulkan.so.1"];

export async function pack() {
  const place = mkdtempSync(join(tmpdir(), "camlucida-hardware-"));
  try {
    await bundlePrograms(join(place, "bench"));
    copyPeers(join(place, "bench"));
    copyFixtures(join(place, "bench/fixtures"));
    const loader = vulkanLoaders.find((path) => existsSync(path));
    if (loader) copyFileSync(realpathSync(loader), join(place, "bench/libvulkan.so.1"));
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    copyFileSync(join(root, "scripts/hardware/run.sh"), join(folder, "run.sh"));
    await pipeline(createReadStream(denoBinary()), createGzip({ level: 9 }), createWriteStream(join(folder, "deno.gz")));
    const { status } = spawnSync("tar", ["-czf", join(folder, "bench.tar.gz"), "-C", place, "bench"], { stdio: ["ignore", 2, 2] });
    if (status !== 0) throw new Error(`tar ended with ${status}.`);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
  const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
  if (bytes > most) throw new Error(`${folder} has ${(bytes / 1e6).toFixed(1)} MB; at most ${most / 1e6} may be carried.`);
  console.log(`${folder}: ${(bytes / 1e6).toFixed(1)} MB. There: npm run bench -- --hardware, or, without Node: sh bench/hardware/run.sh`);
}

async function bundlePrograms(into) {
  const bundler = await rolldown({
    cwd: join(root, "bench"),
    input: { main: join(root, "bench/src/hardware/main.ts"), host_process: join(root, "bench/src/host_process.ts") },
    platform: "node", external, plugins: [wgslAsText],
  });
  await bundler.write({ dir: into, format: "es", entryFileNames: "[name].js", chunkFileNames: "[name]_[hash].js" });
  await bundler.close();
}

function copyPeers(into) {
  for (const name of onnxruntimeFiles) {
    const to = join(into, "node_modules/onnxruntime-web", name);
    mkdirSync(dirname(to), { recursive: true });
    cpSync(join(root, "bench/node_modules/onnxruntime-web", name), to);
  }
}

/** Small ones of a network each; of two of one name the first. */
function copyFixtures(into) {
  mkdirSync(into, { recursive: true });
  const networks = /^(resnet|efficientnet|mobilenet|convnext|densenet|regnet|shufflenet|squeezenet|vgg\d|googlenet|mnasnet|alexnet|inception)\w*\.json$/;
  for (const from of fixtures) {
    for (const name of readdirSync(from).filter((each) => networks.test(each) && !existsSync(join(into, each)))) copyFileSync(join(from, name), join(into, name));
  }
}
