// The engine's calls about the network's inside, computed on the photograph last seen.
import { unfusedGraph } from "@camlucida/cam";
import { rungs } from "@camlucida/tensor/lab";
import { alone } from "./alone.ts";
import { EngineError } from "./calls.ts";
import { insideOf } from "./inside.ts";
import type { Insight } from "./insight.ts";
import { isLoss, type Opened } from "./opened.ts";
import { memoryPlanOf } from "./memory_plan.ts";
import type { Engine } from "./protocol.ts";
import { requireOpen, requirePhoto, type Session } from "./session.ts";

type InsideCalls = Pick<Engine, "insideFacts" | "insideValue" | "insideInput" | "insideParameter" | "insideGradient" | "insideChanged" | "runShader" | "shaderRungs" | "insideMemory" | "insideTimes">;

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
    shaderRungs: async () => rungs.flatMap(({ number, name, way }) => ("wgsl" in way ? [{ number, name, wgsl: way.wgsl }] : [])),
    runShader: async (layer, shader) => {
      const insight = await ask((own) => own);
      return insight.runShader(layer, shader).catch((error: unknown) => afterShader(requireOpen(session), error));
    },
    insideMemory: async () => memoryPlanOf(requireOpen(session).running.network.graph),
    insideTimes: () => ask((insight) => insight.times()),
  };
}

/** A shader that took the device away is not run again on the next one. @throws EngineError "shader-lost-device"; what else went wrong */
async function afterShader(opened: Opened, error: unknown): Promise<never> {
  if (isLoss(error)) {
    await opened.replace(error);
    throw new EngineError("shader-lost-device", `engine: the GPU was lost while the shader ran. It goes on with ${opened.running.device.facts.name}; mend the shader before you run it again.`, { cause: error });
  }
  if (error instanceof EngineError && error.code === "shader-hangs") await opened.leaveGpu(error.message);
  throw error;
}
