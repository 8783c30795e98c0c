// Compiles product.assembly.ts into product.wasm.ts: `npm run assemble -w @camlucida/tensor`.
// The compiled module is committed, so that nobody needs a compiler to run it; a test compiles it again and compares.
import asc from "assemblyscript/asc";
import { readFile, writeFile } from "node:fs/promises";
import process from "node:process";
import { fileURLToPath } from "node:url";

const source = new URL("product.assembly.ts", import.meta.url);
const target = new URL("product.wasm.ts", import.meta.url);

/** The text of product.wasm.ts. */
export async function assembled() {
  const text = await readFile(source, "utf8");
  const relaxed = ["--enable", "relaxed-simd"];
  // Shared memory states how far it may grow: four gibibytes, all that an address reaches.
  const shared = ["--enable", "threads", "--sharedMemory", "--maximumMemory", "65536"];
  return `// Made by assemble.mjs of product.assembly.ts: WebAssembly modules in base64. Shared: for threads.

/** With relaxed SIMD: a product and its sum are rounded once. */
export const relaxed = "${await compile(text, relaxed)}";
export const relaxedShared = "${await compile(text, [...relaxed, ...shared])}";

/** With SIMD as every engine has it. */
export const plain = "${await compile(text, [])}";
export const plainShared = "${await compile(text, shared)}";
`;
}

async function compile(text, features) {
  let binary;
  const options = ["product.ts", "-O3", "--noAssert", "--runtime", "stub", "--importMemory", "--enable", "simd", ...features, "--outFile", "product.wasm"];
  const { error } = await asc.main(options, {
    readFile: (name) => (name === "product.ts" ? text : null),
    writeFile: (name, contents) => { if (name === "product.wasm") binary = contents; },
    listFiles: () => [],
  });
  if (error) throw new Error("product.assembly.ts does not compile", { cause: error });
  return Buffer.from(binary).toString("base64");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await writeFile(target, await assembled());
