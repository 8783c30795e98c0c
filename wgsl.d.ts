// Shaders are files on disk and arrive as text: `import source from "./conv.wgsl" with { type: "text" }`.
declare module "*.wgsl" {
  const source: string;
  export default source;
}
