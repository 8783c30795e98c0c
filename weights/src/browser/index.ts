// Models for browsers: listed beside a page, fetched in parts, verified, kept for next time.
export type { Catalogue, ModelPart, ModelVariant, OfferedModel, Precision } from "./catalogue.ts";
export { WebModelError } from "./errors.ts";
export { loadCatalogue } from "./load_catalogue.ts";
export { digestOf, isCached, obtainModel, type Means, type ObtainProgress } from "./obtain.ts";
export { obtainFile, type FileWish } from "./obtain_file.ts";
