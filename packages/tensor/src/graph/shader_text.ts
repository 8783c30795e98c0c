// What a shader states and its op depends on, read from the shader, so that it stands once: tiles, workgroups, and the struct of its
// `var<uniform> sizes`, which is a record by name in TypeScript.
import { DeviceError } from "./errors.ts";
import type { Kernel } from "./graph.ts";

/** The number after `const NAME = `. */
export function constantIn(wgsl: string, name: string): number {
  const [, digits] = new RegExp(`^const ${name}\\s*=\\s*(\\d+)u?\\s*;`, "m").exec(wgsl) ?? [];
  if (digits === undefined) throw new Error(`shader: it states no "const ${name} = …u;".`);
  return Number(digits);
}

/** Invocations of a workgroup along x and y. */
export function workgroupIn(wgsl: string): readonly [x: number, y: number] {
  const [, x, y = "1"] = /@workgroup_size\((\d+)(?:, *(\d+))?\)/.exec(wgsl) ?? [];
  if (x === undefined) throw new Error("shader: it states no @workgroup_size(x, y).");
  return [Number(x), Number(y)];
}

const ALIGNMENT = 4; // numbers: some backends bind 16 bytes at a time

/**
 * The record in the struct's order, filled up with zeros. A field `in_h` of the shader is `inH` of the record.
 * @returns [⌈fields/4⌉·4]
 * @throws DeviceError "shader" where the two have not the same fields
 */
export function packSizes(name: string, wgsl: string, sizes: NonNullable<Kernel["sizes"]>): Uint32Array {
  const fields = fieldsOf(wgsl);
  const missing = fields.filter((field) => sizes[field] === undefined);
  const unknown = Object.keys(sizes).filter((field) => !fields.includes(field));
  if (missing.length > 0 || unknown.length > 0) {
    throw new DeviceError("shader", `device: struct Sizes of ${name}.wgsl lists ${fields.join(", ")}; its op gives ${Object.keys(sizes).join(", ")}. Both need the same names.`);
  }
  const packed = new Uint32Array(Math.ceil(fields.length / ALIGNMENT) * ALIGNMENT);
  packed.set(fields.map((field) => sizes[field] as number));
  return packed;
}

/** The names in a shader's `struct Sizes { in_h: u32, … }`, in order. */
function fieldsOf(wgsl: string): string[] {
  const [, body = ""] = /struct Sizes\s*\{([^}]*)\}/.exec(wgsl) ?? [];
  const fields = body.replaceAll(/\/\/.*/g, "").matchAll(/(\w+)\s*:\s*u32/g);
  return Array.from(fields, ([, field = ""]) => field.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()));
}
