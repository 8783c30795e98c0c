/**
 * The one error class of the project: a stable `code` for programs, a message for people.
 * A message names the value, what was expected, and the next step.
 */
export class CamlucidaError extends Error {
  /** Stable, machine-readable, kebab-case: "checkpoint-truncated", "device-lost", "image-too-large"… */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.name = new.target.name;
  }
}

/** A weights file that cannot be read, or that does not describe the network asked for. */
export class CheckpointError extends CamlucidaError {}

/** No adapter, a lost device, a shader that does not compile, no memory left. */
export class DeviceError extends CamlucidaError {}

/** A graph whose shapes do not fit: the caller's mistake, found before anything runs. */
export class GraphError extends CamlucidaError {}
