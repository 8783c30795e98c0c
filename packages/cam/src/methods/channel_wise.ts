// What the ops share that make one number per channel of features and their gradient.
import { quads, type Kernel, type Step } from "@camlucida/tensor";

/** H·W and K of the step's features [N, H, W, K]. */
export function positionsAndChannels({ inputs }: Step): [positions: number, channels: number] {
  const [, h = 0, w = 0, channels = 0] = inputs[0]?.shape ?? [];
  return [h * w, channels];
}

/** One invocation per image and channel quad. */
export function channelWise(step: Step, wgsl: string): Kernel {
  const [positions, channels] = positionsAndChannels(step);
  return {
    wgsl,
    constants: { POSITIONS: positions, CHANNEL_QUADS: quads(channels), EPSILON: step.constants["epsilon"] ?? 0 },
    workgroups: [Math.ceil(quads(channels) / 64), step.inputs[0]?.shape[0] ?? 1, 1],
  };
}
