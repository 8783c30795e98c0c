import { expect, test } from "vitest";
import type { Gpu } from "./gpu.ts";
import { profile } from "./profile.ts";
import { seeded, testGpu } from "../../testing/index.ts";
import { smallImage, smallResnet } from "../../testing/resnets.ts";
import { elements } from "../../graph/graph.ts";

const gpu = await testGpu();
const inputs = { image: seeded(1, elements(smallImage)) };

/** The same device, silent about its timestamps. */
function withoutTimestamps(real: Gpu): Gpu {
  const device = new Proxy(real.device, {
    get: (target, key) => {
      const value: unknown = key === "features" ? new Set() : Reflect.get(target, key);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  return { ...real, device };
}

test.for([["timestamps", (real: Gpu) => real], ["the wall clock", withoutTimestamps]] as const)("every step has its times by %s", async ([, of], { skip }) => {
  if (!gpu) return skip();
  const { graph, logits } = smallResnet();
  const times = await profile(of(gpu), graph, [logits], inputs, 3);
  expect(times.map(({ step }) => step)).toEqual(graph.steps);
  for (const { milliseconds } of times) {
    expect(milliseconds).toHaveLength(3);
    expect(milliseconds.every((time) => time >= 0 && time < 60_000)).toBe(true);
  }
  expect(times.flatMap(({ milliseconds }) => milliseconds).some((time) => time > 0)).toBe(true);
});

test("an input that does not fit is refused", async ({ skip }) => {
  if (!gpu) return skip();
  const { graph, logits } = smallResnet();
  await expect(profile(gpu, graph, [logits], { image: new Float32Array(1) }, 1)).rejects.toMatchObject({ code: "input" });
});
