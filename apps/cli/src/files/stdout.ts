// Standard output that may be a pipe whose reader leaves (`| head -1`): the work goes on, quietly.
import type { Writable } from "node:stream";
import { failureCode, outputError } from "../errors/errors.ts";

export interface Sink {
  /**
   * Writes everything. @returns whether it arrived: false once the reader has gone, without any error.
   * @throws OutputError "output-disk-full" or "output-unwritable" if standard output is a file and fails.
   */
  write(data: string | Uint8Array): Promise<boolean>;
}

/** A sink on `stream` (process.stdout). Its "error" events are answered here, so that a closed pipe cannot end the program. */
export function openSink(stream: Writable): Sink {
  stream.on("error", () => undefined); // each write learns of its own failure below
  let open = true;
  return {
    write: async (data) => {
      if (!open) return false;
      const error = await writeAll(stream, data);
      if (error === undefined) return true;
      open = false;
      if (isClosed(error)) return false;
      throw outputError("stdout", error);
    },
  };
}

/** The failure, or undefined. Deno throws some of them at once and reports the others to the callback. */
function writeAll(stream: Writable, data: string | Uint8Array): Promise<unknown> {
  return new Promise((resolve) => {
    try {
      stream.write(data, (error) => resolve(error ?? undefined));
    } catch (error) {
      resolve(error);
    }
  });
}

function isClosed(error: unknown): boolean {
  return ["EPIPE", "ERR_STREAM_DESTROYED", "ERR_STREAM_WRITE_AFTER_END"].includes(failureCode(error) ?? "");
}
