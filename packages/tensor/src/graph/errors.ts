// The errors of the project, and how they cross from one thread to another.

/**
 * The one error class of the project: a stable `code` for programs, a message for people.
 * A message names the value, what was expected, and the next step.
 * @example
 * ```ts
 * import { CamlucidaError, readCheckpoint } from "@camlucida/tensor";
 *
 * try {
 *   readCheckpoint(new Uint8Array(0));
 * } catch (error) {
 *   if (error instanceof CamlucidaError) error.code; // → "checkpoint-empty"
 * }
 * ```
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

/**
 * A weights file that cannot be read, or that does not describe the network asked for.
 * @example
 * ```ts
 * import { CheckpointError, readCheckpoint } from "@camlucida/tensor";
 *
 * try {
 *   readCheckpoint(new TextEncoder().encode("%PDF-1.7"));
 * } catch (error) {
 *   if (error instanceof CheckpointError) error.code; // → "checkpoint-unknown-format"
 * }
 * ```
 */
export class CheckpointError extends CamlucidaError {}

/**
 * No adapter, a lost device, a shader that does not compile, no memory left.
 * @example
 * ```ts
 * import { decideDevice, DeviceError } from "@camlucida/tensor";
 *
 * const nothing = { scope: {}, report: async () => undefined, open: () => Promise.reject(new Error("no GPU")) };
 * const messageFor = () => "This program needs a GPU.";
 * try {
 *   await decideDevice("gpu", { system: nothing, messageFor }); // as on a machine without one
 * } catch (error) {
 *   if (error instanceof DeviceError) error.code; // → "no-adapter"
 * }
 * ```
 */
export class DeviceError extends CamlucidaError {}

/**
 * A graph whose shapes do not fit: the caller's mistake, found before anything runs.
 * @example
 * ```ts
 * import { add, Graph, GraphError } from "@camlucida/tensor";
 *
 * const graph = new Graph();
 * try {
 *   add(graph, "sum", graph.input("a", [1, 2]), graph.input("b", [1, 3]));
 * } catch (error) {
 *   if (error instanceof GraphError) error.code; // → "graph-shape"
 * }
 * ```
 */
export class GraphError extends CamlucidaError {}

// An error on its way from one thread to another: its class does not survive that, its name and code do.

/** What is left of an error when it goes from one thread to another. */
export interface SentError {
  readonly name: string;
  readonly code: string | undefined; // none but of a CamlucidaError
  readonly message: string;
}

/**
 * What is posted of whatever was thrown.
 * @example
 * ```ts
 * import { DeviceError, sentError } from "@camlucida/tensor";
 *
 * const { name, code } = sentError(new DeviceError("device-lost", "It is gone."));
 * [name, code]; // → ["DeviceError", "device-lost"]
 * ```
 */
export function sentError(error: unknown): SentError {
  const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
  return { name, message, code: error instanceof CamlucidaError ? error.code : undefined };
}

/**
 * The same error on the other side: a CamlucidaError where it had a code.
 * @example
 * ```ts
 * import { DeviceError, receivedError, sentError } from "@camlucida/tensor";
 *
 * const sent = structuredClone(sentError(new DeviceError("device-lost", "Gone."))); // as postMessage does
 * const { name, message } = receivedError(sent);
 * [name, message]; // → ["DeviceError", "Gone."]
 * ```
 */
export function receivedError({ name, code, message }: SentError): Error {
  const error = code === undefined ? new Error(message) : new CamlucidaError(code, message);
  error.name = name;
  return error;
}
