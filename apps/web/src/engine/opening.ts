// The engine's calls about the model: opened, and measured.
import { tuneNetwork } from "@camlucida/cam";
import { isWebGpu, tuningOf } from "@camlucida/tensor";
import { EngineError } from "./errors.ts";
import { readModel } from "./model.ts";
import { factsOf, openOn } from "./opened.ts";
import type { Engine, EngineProgress } from "./protocol.ts";
import { requireOpen, type Session } from "./session.ts";

export function openingCalls(session: Session): Pick<Engine, "open" | "tune"> {
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
        session.opened = await openOn(model, choice, tunings, session.tell);
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
