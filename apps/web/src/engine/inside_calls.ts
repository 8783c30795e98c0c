// The engine's calls about the network's inside, computed on the photograph last seen.
import { unfusedGraph } from "@camlucida/cam";
import { alone } from "./alone.ts";
import { insideOf } from "./inside.ts";
import type { Insight } from "./insight.ts";
import type { Engine } from "./protocol.ts";
import { requireOpen, requirePhoto, type Session } from "./session.ts";

type InsideCalls = Pick<Engine, "insideFacts" | "insideValue" | "insideInput" | "insideParameter" | "insideGradient" | "insideChanged" | "insideTimes">;

export function insideCalls(session: Session): InsideCalls {
  const ask = async <T>(question: (insight: Insight) => T | Promise<T>): Promise<T> => {
    const { input } = requirePhoto(session);
    return requireOpen(session).use(async (running) => question(await running.inside(input)));
  };
  return {
    insideFacts: async () => insideOf(unfusedGraph(requireOpen(session).running.network.graph)),
    insideValue: (layer) => ask((insight) => insight.valueOf(layer)),
    insideInput: async () => ({ values: alone(requirePhoto(session).input), shape: requireOpen(session).running.network.graph.image.shape }),
    insideParameter: (name) => ask((insight) => insight.parameterOf(name)),
    insideGradient: (classIndex, layers) => ask((insight) => insight.gradientsOf(classIndex, layers)),
    insideChanged: (layer, index, by) => ask((insight) => insight.changed(layer, index, by)),
    insideTimes: () => ask((insight) => insight.times()),
  };
}
