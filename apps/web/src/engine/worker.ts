// The engine behind the page, in its worker: one model on one device, the photograph last seen, and live video. Calls
// come in as messages, answers go out.
import { tuneNetwork } from "@camlucida/cam";
import { isWebGpu, tuningOf } from "@camlucida/tensor";
import { liveCalls } from "../live/live_calls.ts";
import { type End, EngineError, inTurn, serve, stoppable } from "./calls.ts";
import { inputCalls } from "./input_calls.ts";
import { insideCalls } from "./inside_calls.ts";
import { readingOf } from "./onnx_reading.ts";
import { factsOf, openOn } from "./opened.ts";
import { photoCalls } from "./photo_calls.ts";
import type { Engine, EngineEvent, EngineProgress } from "./protocol.ts";
import { readModel } from "./read_model.ts";
import { requireOpen, type Session } from "./session.ts";
import { trustCalls } from "./trust_calls.ts";
import { knownTunings } from "./tunings.ts";

const scope = globalThis as unknown as End;
serve(scope, createEngine((event) => scope.postMessage(event)));

/** @param tell hears what is not an answer to a call */
function createEngine(tell: (event: EngineEvent) => void): Engine {
  const session: Session = { opened: undefined, photo: undefined, live: undefined, tell };
  const { answer, ...calls } = inTurn({ ...openingCalls(session), ...photoCalls(session), ...insideCalls(session), ...inputCalls(session), ...trustCalls(session), ...liveCalls(session), ...readingCalls() });
  return { ...calls, ...stoppable(answer) };
}

/** The call about a file that is not opened. */
function readingCalls(): Pick<Engine, "onnxReading"> {
  return { onnxReading: async (file) => readingOf(new Uint8Array(await file.arrayBuffer())) };
}

/** The calls about the model: opened, and measured. */
function openingCalls(session: Session): Pick<Engine, "open" | "tune"> {
  const tell = (progress: EngineProgress): void => session.tell({ event: "progress", progress });
  return {
    open: async (source, choice, tunings) => {
      const model = await readModel(source, tell);
      tell({ phase: "preparing" });
      session.live?.dispose();
      session.live = undefined;
      const former = session.opened;
      former?.close(); // before the next: two may not fit
      try {
        session.opened = await openOn(model, choice, knownTunings(tunings), session.tell);
      } catch (error) {
        await former?.reopen(); // as if nothing had happened
        throw error;
      }
      session.photo = undefined;
      return factsOf(session.opened);
    },
    tune: async () => {
      const opened = requireOpen(session);
      const { own, facts } = opened.running.device;
      if (!isWebGpu(own)) throw new EngineError("no-gpu", `engine: ${facts.name} is no GPU; there is nothing to measure. Choose the GPU first.`);
      const tuning = tuningOf(await tuneNetwork(opened.model.checkpoint, own, (done, total) => tell({ phase: "tuning", done, total })));
      await opened.retune({ ...opened.tunings, [facts.name]: tuning });
      return { device: facts.name, tuning };
    },
  };
}
