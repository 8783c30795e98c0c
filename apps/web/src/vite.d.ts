// What Vite fills in, and shaders, which are files on disk and arrive as text: `import source from "./conv.wgsl" with { type: "text" }`.
interface ImportMetaEnv {
  readonly PROD: boolean;
}

interface ImportMeta {
  readonly env: ImportMetaEnv;
}
