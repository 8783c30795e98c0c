// The public surface: models by name, obtained, checked and converted.
export { ModelError } from "./errors/errors.ts";
export { cacheFolder } from "./cache/cache_folder.ts";
export { keep } from "./cache/checksum.ts";
export { digestOfFile } from "./cache/digest.ts";
export { shippedLabels, shippedManifest, splitLabels } from "./shipped.ts";
export { type LoadedModel, loadModel, type LoadOptions } from "./load/load.ts";
export { type DownloadSource, type Manifest, type ModelEntry, type NpmSource, parseManifest, type Preprocessing } from "./manifest/manifest.ts";
export { cachedPath, entryOf, isFile, obtain, obtainAnew, type ObtainOptions } from "./load/obtain.ts";
export type { OnReceived, ReceivedBytes } from "./download/progress.ts";
export { nearest } from "./manifest/suggestion.ts";
export type { Patience } from "./download/transfer.ts";
