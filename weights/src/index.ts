export { ModelError } from "./errors.ts";
export { cacheFolder } from "./cache_folder.ts";
export { keep } from "./checksum.ts";
export { digestOfFile } from "./digest.ts";
export { shippedLabels, splitLabels } from "./labels.ts";
export { type LoadedModel, loadModel, type LoadOptions } from "./load.ts";
export {
  type DownloadSource,
  type Manifest,
  type ModelEntry,
  type NpmSource,
  parseManifest,
  type Preprocessing,
  shippedManifest,
} from "./manifest.ts";
export { cachedPath, entryOf, isFile, obtain, obtainAnew, type ObtainOptions } from "./obtain.ts";
export type { OnReceived, ReceivedBytes } from "./progress.ts";
export { nearest } from "./suggestion.ts";
export type { Patience } from "./transfer.ts";
