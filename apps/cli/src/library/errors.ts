import { CamlucidaError } from "@camlucida/tensor";

/**
 * What was asked for cannot be had: the caller's mistake. Codes:
 *
 * | code | meaning |
 * |---|---|
 * | `model-unknown` | no model of that name, or nothing that could be one |
 * | `image-source` | not a picture, or one that has not loaded yet |
 * | `class-unknown` | no class of that index or label |
 * | `method-unknown` | no method of that name |
 * | `view-unknown` | no view of that name |
 * | `canvas` | a canvas that is drawn on by other means |
 */
export class RequestError extends CamlucidaError {}
