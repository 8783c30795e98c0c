import { CamlucidaError } from "@camlucida/tensor";

/** A model that the page offers and cannot get. */
export class WebModelError extends CamlucidaError {}
