// Compiles every .assembly.ts into module.wasm.ts, and the rungs of lab/ into that of src/lab: `npm run assemble -w @camlucida/tensor`.
// The compiled modules are committed, so that nobody needs a compiler to run them; a test compiles them again and compares.
import asc from "assemblyscript/asc";
import { readFile, writeFile } from "node:fs/promises";
import process from "node:process";
import { fileURLToPath } from "node:url";

const sources = ["product", "linear_adjoint", "winograd", "depthwise", "depthwise_adjoint", "pool", "activation", "arithmetic", "concat", "group_norm"];
const shared = ["numbers", "exponential"]; // by them: no kernels
const target = new URL("module.wasm.ts", import.meta.url);
const rungs = ["conv_1_scalar", "conv_2_quads", "conv_3_tile", "ceiling_multiply_add"]; // of the ladder, in lab/
const lab = new URL("../../../lab/", import.meta.url);
const labTarget = new URL("../../lab/module.wasm.ts", import.meta.url);

/** The fields of a kernel's arguments: those of the class that has its name, in order. */
function fieldsOf(texts) {
  const classes = [...texts.values()].flatMap((text) => [...text.matchAll(/^@unmanaged\nclass (\w)(\w*) \{\n([^}]*)\}/gm)]);
  const lists = classes.map(([, first, others, body]) => `  ${first.toLowerCase()}${others}: [${[...body.matchAll(/^  (\w+): u32;/gm)].map(([, field]) => `"${field}"`).join(", ")}],`);
  return `{\n${lists.join("\n")}\n} as const`;
}

/** Numbers that the caller has to know too: `const NAME: u32 = …;`. */
const constantsOf = (texts) => [...texts.values()].flatMap((text) => [...text.matchAll(/^(?:export )?const ([A-Z_]+): u32 = (\d+);/gm)].map(([, name, value]) => `${name}: ${value}`));

/** The text of module.wasm.ts. */
export async function assembled() {
  const texts = await textsOf([...sources, ...shared], import.meta.url);
  return `// Made by assemble.mjs of the .assembly.ts beside it: WebAssembly modules as module_text.ts reads them.

/** What each kernel is told, in order. */
export const kernelFields = ${fieldsOf(texts)};

export const kernelConstants = { ${constantsOf(texts).join(", ")} } as const;

/** With relaxed SIMD: a product and its sum are rounded once. */
export const relaxed: string = ${JSON.stringify(await compile(texts, sources, ["--enable", "relaxed-simd"]))};

/** With SIMD as every engine has it. */
export const plain: string = ${JSON.stringify(await compile(texts, sources, []))};
`;
}

/** The text of src/lab/module.wasm.ts. */
export async function assembledRungs() {
  const texts = await textsOf(rungs, lab);
  return `// Made by devices/wasm/assemble.mjs of the .assembly.ts in lab/: WebAssembly modules as module_text.ts reads them.

/** With relaxed SIMD: the ceiling rounds a product and its sum once. */
export const relaxed: string = ${JSON.stringify(await compile(texts, rungs, ["--enable", "relaxed-simd"]))};

/** With SIMD as every engine has it. */
export const plain: string = ${JSON.stringify(await compile(texts, rungs, []))};
`;
}

/** The sources by the name that the compiler knows them by. */
async function textsOf(names, folder) {
  const texts = new Map();
  for (const name of names) texts.set(`${name}.ts`, await readFile(new URL(`${name}.assembly.ts`, folder), "utf8"));
  return texts;
}

/** Constants lie between the arguments of a kernel and what storage.ts lays out. */
const places = ["--initialMemory", "1", "--memoryBase", "256", "--lowMemoryLimit", "1024"];

async function compile(texts, sources, features) {
  let binary;
  // Not -O3, which puts the sums of an accumulator behind each other: the others then do not fit into the registers.
  const options = [...sources.map((name) => `${name}.ts`), "-O2", "--noAssert", "--runtime", "stub", "--importMemory", ...places, "--enable", "simd", ...features, "--outFile", "module.wasm"];
  const { error } = await asc.main(options, {
    readFile: (name) => texts.get(name) ?? null,
    writeFile: (name, contents) => { if (name === "module.wasm") binary = contents; },
    listFiles: () => [],
  });
  if (error) throw new Error("an .assembly.ts does not compile", { cause: error });
  return textOf(binary);
}

/** As module_text.ts reads it: a byte in base 90, its digits the letters from "#" on. */
export const textOf = (bytes) => Array.from(bytes, (byte) => `${["", "}", "~"][Math.floor(byte / 90)]}${String.fromCharCode(35 + (byte % 90))}`).join("");

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await writeFile(target, await assembled());
  await writeFile(labTarget, await assembledRungs());
}
