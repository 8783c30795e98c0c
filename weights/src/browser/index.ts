// Models for browsers: listed beside a page, fetched in parts, verified, kept for next time.
export {
  type Catalogue, loadCatalogue, type ModelPart, type ModelVariant, type OfferedModel, type Precision, WebModelError,
} from "./catalogue.ts";
export {
  digestOf, type FileWish, isCached, type Means, obtainFile, obtainModel, type ObtainProgress,
} from "./obtain.ts";
