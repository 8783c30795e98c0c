// A shader's text with its loops counted, so that one without end shows before it is run: a GPU that never answers takes the whole
// browser along. No line moves: the guard stands behind the brace that opens a loop's body.

/**
 * Turns of all loops of one invocation. The engine's longest, a linear layer over 25,088 features, has 6,272; the plainest shader of that
 * layer would have as many as features. Mesa's software adapter ends every loop after 65,535 turns by itself.
 */
export const MOST_TURNS = 32_768;

/**
 * @returns a text whose loops end after `MOST_TURNS`, and then write into the last element of its output, which is to be longer than what
 * the shader itself writes; undefined where it has no loop, or no output that is known
 */
export function guarded(wgsl: string): string | undefined {
  const code = withoutComments(wgsl);
  const [, name, type] = /var<storage,\s*read_write>\s+(\w+)\s*:\s*array<\s*(f32|vec4f|vec4<f32>)\s*>/.exec(code) ?? [];
  const bodies = [...code.matchAll(/\b(?:for|while|loop)\b[^{]*\{/g)].map((match) => match.index + match[0].length);
  if (name === undefined || type === undefined || bodies.length === 0) return undefined;
  const guard = ` if (turns_left_ == 0u) { ${name}[arrayLength(&${name}) - 1u] = ${type}(1); break; } turns_left_ -= 1u;`;
  const parts = [0, ...bodies].map((begin, at) => wgsl.slice(begin, bodies[at] ?? wgsl.length));
  return `${parts.join(guard)}\nvar<private> turns_left_: u32 = ${MOST_TURNS}u;\n`;
}

/** Blanks in their place. Block comments may be nested: WGSL, section 3.3. */
function withoutComments(wgsl: string): string {
  let [code, depth] = ["", 0];
  for (let at = 0; at < wgsl.length; at++) {
    const two = wgsl.slice(at, at + 2);
    if (depth === 0 && two === "//") {
      const end = wgsl.indexOf("\n", at);
      const length = (end < 0 ? wgsl.length : end) - at;
      code += " ".repeat(length);
      at += length - 1;
    } else if (two === "/*" || (depth > 0 && two === "*/")) {
      depth += two === "/*" ? 1 : -1;
      code += "  ";
      at++;
    } else code += depth > 0 && wgsl[at] !== "\n" ? " " : wgsl[at] ?? "";
  }
  return code;
}
