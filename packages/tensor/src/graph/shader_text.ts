// Numbers that a shader states and its grid depends on: read from the shader, so that they stand once.

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
