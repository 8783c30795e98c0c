// The engine's calls about the network's inside, computed on the photograph last seen.
import type { Insight } from "./inside.ts";
import type { Engine } from "./protocol.ts";
import { requireOpen, requirePhoto, type Session } from "./session.ts";

export function insideCalls(session: Session): Pick<Engine, "insideFacts" | "insideValue" | "insideTimes"> {
  const ask = async <T>(question: (insight: Insight) => T | Promise<T>): Promise<T> => {
    const { input } = requirePhoto(session);
    return requireOpen(session).use(async (running) => question(await running.inside(input)));
  };
  return {
    insideFacts: () => ask(({ facts }) => facts),
    insideValue: (layer) => ask((insight) => insight.valueOf(layer)),
    insideTimes: () => ask((insight) => insight.times()),
  };
}
