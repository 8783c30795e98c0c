// A program that installed camlucida: explains a picture on the device that its argument names, and says what it found.
import { open } from "camlucida";

const network = await open("./my.safetensors", { device: process.argv[2] });
const seen = await network.look("photo.png");
const { residual, width, height } = await seen.map({ class: 1 });
const gradient = await seen.map({ method: "grad-cam", layer: "layer3" });
const picture = await seen.picture();
const { name: device } = network.device;
console.log(JSON.stringify({ device, logits: [...seen.logits], residual, cells: [width, height, gradient.width, gradient.height], pixels: [picture.width, picture.height] }));
seen.dispose();
network.dispose();
