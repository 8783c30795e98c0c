// What goes wrong between machines: with the queue, and with what a job asks for.
import { CamlucidaError } from "@camlucida/tensor";

type FleetErrorCode =
  | "queue-unreachable" //     nobody answers at its address, or no longer
  | "queue-refused" //         user, password, permissions, a certificate, or no memory left
  | "queue-unsuitable" //      too old, or no Redis
  | "fleet-outside-root" //    a path that leads out of the folder that is worked in
  | "fleet-not-a-file" //      an address, or standard input, as a picture of a job
  | "fleet-job-malformed" //   not what `camlucida submit` writes
  | "fleet-job-abandoned" //   the workers that had it were gone before it was done, too often
  | "fleet-file-differs" //    a file that the settings name, such as the labels, holds something else here
  | "fleet-model-differs"
  | "fleet-version-differs";

/** A queue that cannot be used, or a job that cannot be done as it is. */
export class FleetError extends CamlucidaError {
  constructor(code: FleetErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}
