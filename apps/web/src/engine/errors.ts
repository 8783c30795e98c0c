// What can go wrong on the page itself, apart from the engine's own errors.
import { CamlucidaError } from "@camlucida/tensor";

/** A call that came too early, or a worker that is gone. */
export class EngineError extends CamlucidaError {}
