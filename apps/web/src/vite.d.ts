// What Vite fills in.
interface ImportMetaEnv {
  readonly PROD: boolean;
}

declare module "*.css";

interface ImportMeta {
  readonly env: ImportMetaEnv;
}
