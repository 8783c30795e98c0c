// An error on its way from one thread to another: its class does not survive that, its name and code do.
import { CamlucidaError } from "./errors.ts";

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
