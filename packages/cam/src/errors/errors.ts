import { CamlucidaError } from "@camlucida/tensor";

/** Pixels whose number or size is not what they are said to be, or is more than is read. */
export class ImageError extends CamlucidaError {}

/** A map, or a way of drawing it, of which no picture can be made: the caller's mistake. */
export class ViewError extends CamlucidaError {}

/** A network whose answer is no number. */
export class NetworkError extends CamlucidaError {}

/** Labels that cannot be read or do not fit the model, or a class that no label names. */
export class LabelError extends CamlucidaError {}
