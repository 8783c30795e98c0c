// What the engine has at hand between calls.
import type { Framing, Image } from "@camlucida/cam";
import type { Live } from "../live/live.ts";
import { EngineError } from "./calls.ts";
import type { Opened } from "./opened.ts";
import type { EngineEvent } from "./protocol.ts";

export interface Session {
  opened: Opened | undefined;
  photo: PredictedImage | undefined; // last seen
  live: Live | undefined;
  /** Says something to the page that is not an answer to a call. */
  tell(event: EngineEvent): void;
}

interface PredictedImage {
  readonly image: Image; // the whole photograph
  readonly framing: Framing;
  readonly shown: Image; // what was seen of it: with a part taken away, perhaps
  readonly input: Float32Array; // [224, 224, 3]
  readonly forward: number; // ms that the pass took
}

/** @throws EngineError "no-model" */
export function requireOpen({ opened }: Session): Opened {
  if (opened) return opened;
  throw new EngineError("no-model", "engine: no model is open. Load one first.");
}

/** @throws EngineError "no-photo" */
export function requirePhoto({ photo }: Session): PredictedImage {
  if (photo) return photo;
  throw new EngineError("no-photo", "engine: no photograph has been seen. Choose one first.");
}
