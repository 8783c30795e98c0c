// A page that installed camlucida: explains its own picture on both devices, and leaves what it found for the test.
import { open } from "camlucida";

const image = document.querySelector("img");
await image.decode();
async function explain(model, options) {
  const network = await open(model, options);
  const seen = await network.look(image);
  const { residual, width, height } = await seen.map({ class: 1 });
  const gradient = await seen.map({ method: "grad-cam", layer: "layer3" });
  const canvas = document.querySelector("canvas");
  await seen.draw(canvas, { class: "class 1", view: "positive" });
  const { name } = network.device;
  const found = { device: name, logits: [...seen.logits], residual, cells: [width, height, gradient.width, gradient.height], pixels: [canvas.width, canvas.height] };
  seen.dispose();
  network.dispose();
  return found;
}
try {
  const file = new URL("/my.safetensors", location.href);
  const told = [];
  const byName = { models: "/models/", device: "cpu", onProgress: ({ received, total }) => told.push(received / total) };
  globalThis.found = {
    cpu: await explain(file, { device: "cpu" }),
    gpu: await explain(file, { device: "gpu" }),
    byName: await explain("my", byName),
    arrived: told.splice(0).at(-1), // all of it, the first time
    kept: (await explain("my", byName), told.length), // nothing arrives the second time
    unknown: await open("another", byName).catch(({ code }) => code),
    stopped: await open(file, { signal: AbortSignal.abort(new Error("stopped")) }).catch(({ message }) => message),
  };
} catch (error) {
  globalThis.found = { failure: String(error?.stack ?? error) };
}
