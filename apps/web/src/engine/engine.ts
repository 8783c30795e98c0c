// The engine behind the page, in a worker: one model on one device, the photograph last seen, and live video.
import { liveCalls } from "../live/live_calls.ts";
import { insideCalls } from "./inside_calls.ts";
import { openingCalls } from "./opening.ts";
import type { Engine, EngineEvent } from "./protocol.ts";
import { photoCalls } from "./photo_calls.ts";
import type { Session } from "./session.ts";
import { inTurn, stoppable } from "./stoppable.ts";

/** @param tell hears what is not an answer to a call */
export function createEngine(tell: (event: EngineEvent) => void): Engine {
  const session: Session = { opened: undefined, photo: undefined, live: undefined, tell };
  const { answer, ...calls } = inTurn({ ...openingCalls(session), ...photoCalls(session), ...insideCalls(session), ...liveCalls(session) });
  return { ...calls, ...stoppable(answer) };
}
