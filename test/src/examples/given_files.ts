// What examples take as given in Node and Deno: files, and a server.
import { metadataKeys, writeSafetensors } from "@camlucida/tensor";
import { parseManifest } from "@camlucida/weights";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { checkpoint } from "./given.ts";

/** A folder: here a new one, which is removed afterwards. */
export const folder = mkdtempSync(join(tmpdir(), "camlucida-examples-"));

const labels = ["cat", "dog", "bird"];
const bytes = writeSafetensors(checkpoint.tensors, { [metadataKeys.labels]: labels.join("\n") });
const sha256 = createHash("sha256").update(bytes).digest("hex");

/** The path of a checkpoint, my.safetensors: here the tiny ResNet-18, with the labels cat, dog and bird. */
export const modelFile = join(folder, "my.safetensors");
writeFileSync(modelFile, bytes);

/** The path of a photograph: here of a cat, 451 × 300. */
export const photoFile = resolve(import.meta.dirname, "../../../samples/chelsea.png");

/** The bytes of a JPEG: here of a rocket, 640 × 427. */
export const jpeg = new Uint8Array(readFileSync(resolve(import.meta.dirname, "../../../samples/rocket.jpg")));

const part = { path: "tiny.0", bytes: bytes.length, sha256 };
const variant = { precision: "float32", bytes: bytes.length, sha256, parts: [part] };
const served = new Map<string, Uint8Array | string>([
  ["/tiny.safetensors", bytes],
  ["/models/tiny.0", bytes],
  ["/models/index.json", JSON.stringify({ models: [{ name: "tiny", title: "A tiny ResNet-18", licence: "MIT", variants: [variant] }] })],
]);
const server = createServer(({ url = "" }, response) => {
  const body = served.get(url);
  response.writeHead(body === undefined ? 404 : 200, { "Content-Length": body?.length ?? 0 }).end(body);
});
await new Promise<void>((listening) => { server.listen(0, "127.0.0.1", listening); });

/** An address at which tiny.safetensors lies, and models/index.json, which offers it as "tiny": here a server on this machine. */
export const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

/** A manifest of models: here of one, "tiny", which lies at `site`. */
export const manifest = parseManifest(JSON.stringify({
  default: { model: "tiny", otherwise: "tiny" },
  models: {
    tiny: {
      title: "A tiny ResNet-18",
      source: { kind: "download", url: `${site}tiny.safetensors`, bytes: bytes.length, sha256 },
      licence: "MIT",
      preprocessing: { order: "RGB", scale: 255, mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
      labels: "imagenet",
    },
  },
}));

export function removeFiles(): void {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
}
