// The engine's calls about live video.
import { EngineError } from "../engine/calls.ts";
import { isLoss } from "../engine/opened.ts";
import type { Engine } from "../engine/protocol.ts";
import { requireOpen, type Session } from "../engine/session.ts";
import { openLive, type Live } from "./live.ts";

export function liveCalls(session: Session): Pick<Engine, "liveStart" | "liveFrame" | "liveStyle" | "liveRanking" | "liveStop"> {
  const stop = (): void => {
    session.live?.dispose();
    session.live = undefined;
  };
  /** A lost device is replaced. Its canvas is lost too, so the page has to begin once more, with another. */
  const surviving = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (!isLoss(error)) throw error;
      stop();
      await requireOpen(session).replace(error);
      throw new EngineError("live-interrupted", `live: ${error.message} Another device is ready: start again.`, { cause: error });
    }
  };
  const onLive = <T>(work: (live: Live) => Promise<T>): Promise<T> => {
    const { live } = session;
    if (live) return surviving(() => work(live));
    return Promise.reject(new EngineError("not-live", "engine: no live video is running. Start it first."));
  };
  return {
    liveStart: (canvas, framing, style) => surviving(async () => {
      stop();
      const { running } = requireOpen(session);
      session.live = await openLive(running, canvas, framing, style);
    }),
    liveFrame: (frame, classIndex) => onLive((live) => live.frame(frame, classIndex)),
    liveStyle: (style) => onLive((live) => live.setStyle(style)),
    liveRanking: () => onLive((live) => live.ranking()),
    liveStop: async () => stop(),
  };
}
