import type { RawMap } from "@camlucida/cam";
import { expect, test } from "vitest";
import type { NamedMapRequest } from "../engine/protocol.ts";
import { createMapRequests, type PhotoMapRequest } from "./map_requests.ts";
import type { PagePrediction } from "./gallery.ts";

const [photo, other] = [{}, {}] as PagePrediction[];
const wanted = (classIndex: number, prediction = photo): PhotoMapRequest => ({ method: "score-cam", layer: "layer3", target: { classIndex }, prediction: prediction as PagePrediction });
const map = (classIndex: number): RawMap => ({ method: "score-cam", layer: "layer3", width: 1, height: 1, values: Float32Array.of(classIndex) });
const settled = (): Promise<void> => new Promise((resolve) => { setTimeout(resolve, 0); });

/** An engine that answers when it is told to, and gives up when it is asked to. */
function engine() {
  const log: string[] = [];
  let underWay: { readonly question: NamedMapRequest; resolve(found: RawMap): void; reject(error: unknown): void } | undefined;
  const ask = (question: NamedMapRequest): Promise<RawMap> => new Promise((resolve, reject) => {
    log.push(`ask ${question.target.classIndex}`);
    underWay = { question, resolve, reject };
  });
  const stop = async (): Promise<void> => {
    log.push("stop");
    const stopped = underWay;
    void settled().then(() => stopped?.reject(Object.assign(new Error("stopped"), { code: "stopped" })));
  };
  const errors: unknown[] = [];
  const answer = async (): Promise<void> => {
    if (underWay) underWay.resolve(map(underWay.question.target.classIndex));
    await settled();
  };
  return { log, errors, answer, fail: async (error: Error) => { underWay?.reject(error); await settled(); }, asking: createMapRequests({ ask, stop }, (error) => errors.push(error)) };
}

test("another class gives up the map that is under way, and only the last that was wanted is asked for", async () => {
  const { log, errors, answer, asking } = engine();
  asking.want([wanted(1)]);
  asking.want([wanted(1)]); // the same once more changes nothing
  asking.want([wanted(2)]);
  asking.want([wanted(3)]);
  await settled();
  await settled();
  expect(log).toEqual(["ask 1", "stop", "ask 3"]);
  expect(asking.waiting.value).toBe(true);
  await answer();
  expect(asking.waiting.value).toBe(false);
  expect(asking.mapFor(wanted(3))).toEqual(map(3));
  expect(asking.mapFor(wanted(1))).toBeUndefined();
  expect(errors).toEqual([]);
});

test("nothing wanted any more: it is given up, and nobody waits", async () => {
  const { log, asking } = engine();
  asking.want([wanted(1)]);
  asking.want([]);
  expect(asking.waiting.value).toBe(false);
  expect(log).toEqual(["ask 1", "stop"]);
  asking.want([wanted(1)]); // back before it has ended
  expect(asking.waiting.value).toBe(true);
  await settled();
  await settled();
  expect(log).toEqual(["ask 1", "stop", "ask 1"]);
});

test("maps of this photograph are kept, those of another are not", async () => {
  const { log, answer, asking } = engine();
  for (const classIndex of [1, 2]) {
    asking.want([wanted(classIndex)]);
    await answer();
  }
  asking.want([wanted(1)]);
  expect(log).toEqual(["ask 1", "ask 2"]);
  expect(asking.mapFor(wanted(1))).toEqual(map(1));
  expect(asking.mapFor(wanted(1, other))).toBeUndefined();
  asking.want([wanted(1, other)]);
  await answer();
  expect(asking.mapFor(wanted(2))).toBeUndefined();
});

test("what goes wrong is reported, and the next is asked for", async () => {
  const { errors, answer, fail, asking } = engine();
  asking.want([wanted(1)]);
  await fail(new Error("no memory"));
  expect(errors).toEqual([new Error("no memory")]);
  expect(asking.waiting.value).toBe(false);
  asking.want([wanted(2)]);
  await answer();
  expect(asking.mapFor(wanted(2))).toEqual(map(2));
});

test("several are asked for one after the other, and what is still wanted is not given up", async () => {
  const { log, answer, asking } = engine();
  asking.want([wanted(1), wanted(2), wanted(3), wanted(2)]);
  await answer();
  expect(asking.waiting.value).toBe(false); // the first is there
  asking.want([wanted(4), wanted(2)]); // 2 is under way
  expect(asking.waiting.value).toBe(true);
  await answer();
  await answer();
  expect(log).toEqual(["ask 1", "ask 2", "ask 4"]);
  expect([1, 2, 3, 4].map((classIndex) => asking.mapFor(wanted(classIndex)) !== undefined)).toEqual([true, true, false, true]);
});

test("maps are kept as long as there is room for them and for what they are the sums of", async () => {
  const asked: number[] = [];
  const features = new Float32Array(4 * 2 ** 20); // 16 MiB
  const ask = async ({ target: { classIndex } }: NamedMapRequest): Promise<RawMap> => {
    asked.push(classIndex);
    return { ...map(classIndex), sum: { features, weights: Float32Array.of(1) } };
  };
  const asking = createMapRequests({ ask, stop: async () => undefined }, () => undefined);
  asking.want([1, 2, 3, 4].map((classIndex) => wanted(classIndex)));
  await settled();
  expect([1, 2, 3, 4].map((classIndex) => asking.mapFor(wanted(classIndex)) !== undefined)).toEqual([false, false, true, true]);
});

test("what is wanted twice is asked for once", async () => {
  const { log, answer, asking } = engine();
  asking.want([wanted(1), wanted(2), wanted(1)]);
  for (let answers = 0; answers < 3; answers++) await answer();
  expect(log).toEqual(["ask 1", "ask 2"]);
});
