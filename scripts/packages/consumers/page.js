// A page that installed camlucida: explains its own picture on both devices, and leaves what it found for the test.
import { open } from "camlucida";

const image = document.querySelector("img");
await image.decode();
async function explain(device) {
  const network = await open(new URL("/my.safetensors", location.href), { device });
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
  globalThis.found = { cpu: await explain("cpu"), gpu: await explain("gpu") };
} catch (error) {
  globalThis.found = { failure: String(error?.stack ?? error) };
}
