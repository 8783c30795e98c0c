// A Vite plugin: lets a shader on disk be imported as text, as Deno does by itself.

/** @type {import("vite").Plugin} */
export const wgslAsText = {
  name: "wgsl-as-text",
  transform: (code, id) => (id.split("?")[0].endsWith(".wgsl") ? { code: `export default ${JSON.stringify(code)}`, moduleType: "js", map: null } : undefined),
};
