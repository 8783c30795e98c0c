// The public surface: models by name, obtained, checked and converted.
export { ModelError } from "./errors/errors.ts";
export { cachedPath, cacheFolder, keep } from "./cache/cache.ts";
export { digestOfFile } from "./cache/open_file.ts";
export { shippedLabels, shippedManifest } from "./shipped.ts";
export type { BesideModel, LoadedModel } from "./load/load_file.ts";
export { loadModel, type LoadOptions, type ModelRequest } from "./load/load.ts";
export {
  type DownloadSource, entryOf, type Manifest, type ModelEntry, nearest, type NpmSource, parseManifest,
  type ManifestPreprocessing,
} from "./manifest/manifest.ts";
export { isFile, obtain, obtainAnew, type ObtainOptions } from "./load/obtain.ts";
export type { OnReceived, Pace, ReceivedBytes } from "./download/progress.ts";
export type { Patience } from "./download/download.ts";
