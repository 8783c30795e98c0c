// The errors of the project, and how they cross from one thread to another.

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

// An error on its way from one thread to another: its class does not survive that, its name and code do.

export interface SentError {
  readonly name: string;
  readonly code: string | undefined; // none but of a CamlucidaError
  readonly message: string;
}

/** What is posted of whatever was thrown. */
export function sentError(error: unknown): SentError {
  const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
  return { name, message, code: error instanceof CamlucidaError ? error.code : undefined };
}

/** The same error on the other side: a CamlucidaError where it had a code. */
export function receivedError({ name, code, message }: SentError): Error {
  const error = code === undefined ? new Error(message) : new CamlucidaError(code, message);
  error.name = name;
  return error;
}
