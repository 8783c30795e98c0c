import type { Image } from "@camlucida/cam";

/** What was read from a file. */
export interface Picture {
  readonly image: Image;
  readonly remarks: readonly string[]; // on what is unusual in the file and did no harm
}
