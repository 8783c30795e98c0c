import { expect, test } from "vitest";
import { numbersOf, parameterOf, type Parameter } from "../../graph/parameter.ts";
import { openStorage, type Storage } from "./storage.ts";

const plain = (): Storage => openStorage(new WebAssembly.Memory({ initial: 1 }), "for good");
const shared = (weights: Storage["weights"] = "for good"): Storage => openStorage(new WebAssembly.Memory({ initial: 1, maximum: 65_536, shared: true }), weights);
const canShare = typeof SharedArrayBuffer !== "undefined";
const resizable = (weights: Storage["weights"] = "for good"): Storage => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65_536 });
  (memory as Partial<{ toResizableBuffer(): ArrayBuffer }>).toResizableBuffer?.();
  return openStorage(memory, weights);
};
const kinds: [string, (weights?: Storage["weights"]) => Storage][] = [["plain", plain], ["resizable", resizable]];
if (canShare) kinds.push(["shared", shared]);

test("keeps what is made of a constant once, each form by itself, and past every workspace", () => {
  const storage = plain();
  const weight = parameterOf(Float32Array.of(1, 2, 3));
  const written = (factor: number) => (address: number) => storage.floats(address, 3).set(numbersOf(weight).map((x) => factor * x));
  const first = storage.keep(weight, "doubled", 3, written(2));
  const [scratch] = storage.workspace([1_000_000]);
  storage.floats(scratch, 1_000_000).fill(7);
  const second = storage.keep(weight, "negated", 3, written(-1));
  expect(storage.keep(weight, "doubled", 3, () => { throw new Error("made twice"); })).toBe(first);
  expect([...storage.floats(first, 3), ...storage.floats(second, 3)]).toEqual([2, 4, 6, -1, -2, -3]);
});

test("for one step: every call makes it anew in the same place, before the workspace", () => {
  const storage = openStorage(new WebAssembly.Memory({ initial: 1 }), "for one step");
  const [large, small] = [parameterOf(new Float32Array(1000)), parameterOf(Float32Array.of(1, 2))];
  let made = 0;
  const kept = (parameter: Parameter): number => storage.keep(parameter, "plain", parameter.length, (address) => {
    made++;
    parameter.write(storage.floats(address, parameter.length));
  });
  const places = [large, small, large, small].map(kept);
  expect(new Set(places).size).toBe(1);
  expect(made).toBe(4);
  const [scratch] = storage.workspace([10]);
  storage.floats(scratch, 10).fill(7);
  expect([...storage.floats(places[3] ?? 0, 2)]).toEqual([1, 2]);
});

test("the arrays of a workspace lie apart, and past the arguments of kernels", () => {
  const [first, second] = plain().workspace([5, 9]);
  expect(first).toBeGreaterThanOrEqual(256);
  expect(second - first).toBeGreaterThanOrEqual(20);
});

test("names what has no room", () => {
  expect(() => plain().workspace([2 ** 31])).toThrow(expect.objectContaining({ code: "out-of-memory" }) as Error);
});

test.each(kinds)("arrays come back with another's numbers, and never twice at once: %s memory", (_, open) => {
  const storage = open();
  const [first, second] = [storage.array(3), storage.array(3)];
  expect(first).not.toBe(second);
  storage.release(first);
  storage.release(first);
  const foreign = new Float32Array(3);
  storage.release(foreign);
  const next = [storage.array(3), storage.array(3)];
  expect(next[0]).toBe(first);
  expect([first, second, foreign]).not.toContain(next[1]);
  expect(storage.array(4)).toHaveLength(4);
});

test.each(kinds)("a step's way: what is read is in the workspace, what is made comes out of it, and whoever keeps it keeps it: %s memory", (_, open) => {
  const storage = open();
  let read: Float32Array = Float32Array.of(1, 2, 3);
  const released: unknown[] = [];
  for (let step = 0; step < 5; step++) {
    const result = storage.array(3);
    const [from, to] = storage.workspace([read, result, 100_000 * step]); // the memory grows in between
    storage.floats(to, 3).set(storage.floats(from, 3).map((x) => x + 1));
    expect(storage.made(result, to)).toBe(result);
    released.push(storage.handOut(result));
    storage.release(read);
    read = result;
  }
  expect(released).toEqual([0, 1, 2, 3, 4].map((step) => Float32Array.of(2 + step, 3 + step, 4 + step)));
});

test.skipIf(!canShare)("in shared memory an array lies where kernels write it; a result from elsewhere is copied there", () => {
  const storage = shared();
  const result = storage.array(2);
  const [at, elsewhere] = storage.workspace([result, 2]);
  storage.floats(at, 2).set([1, 2]);
  expect([...result]).toEqual([1, 2]);
  storage.floats(elsewhere, 2).set([3, 4]);
  expect([...storage.made(result, elsewhere)]).toEqual([3, 4]);
  expect([...storage.floats(at, 2)]).toEqual([3, 4]);
});

test.skipIf(!canShare)("for one step nothing stays in shared memory either", () => {
  const storage = shared("for one step");
  const result = storage.array(2);
  const [at] = storage.workspace([result]);
  storage.floats(at, 2).set([1, 2]);
  expect([...storage.made(result, at)]).toEqual([1, 2]);
  const weight = parameterOf(Float32Array.of(8, 9));
  storage.keep(weight, "plain", 2, (address) => weight.write(storage.floats(address, 2)));
  expect([...result]).toEqual([1, 2]);
});

test("what is kept of a parameter goes with the last program that reads it, and the next takes its place", () => {
  const storage = plain();
  const [weight, other, next] = [10, 10, 9].map((length) => parameterOf(new Float32Array(length).fill(length))) as [Parameter, Parameter, Parameter];
  const keep = (parameter: Parameter): number => storage.keep(parameter, "plain", parameter.length, (address) => parameter.write(storage.floats(address, parameter.length)));
  const [first, second] = [storage.hold([weight, other]), storage.hold([weight])];
  const places = [keep(weight), keep(other)];
  first();
  expect(storage.kept).toMatchObject({ count: 1, bytes: 40 });
  expect(keep(weight)).toBe(places[0]); // somebody reads it
  storage.hold([next]);
  expect(keep(next)).toBe(places[1]);
  expect([...storage.floats(places[0] ?? 0, 10)]).toEqual(Array(10).fill(10));
  second();
  expect(storage.kept).toMatchObject({ count: 1, bytes: 36, packed: 3 });
});

test.each(kinds)("where nothing is held the memory is as new, but not while an array is read: %s memory", (_, open) => {
  const storage = open();
  const weight = parameterOf(new Float32Array(1000));
  const kept = (): number => storage.keep(weight, "plain", 1000, () => undefined);
  const array = storage.array(500);
  let letGo = storage.hold([weight]);
  const first = kept();
  letGo();
  letGo = storage.hold([weight]);
  expect(kept()).toBe(first); // the vacant block
  storage.release(array);
  letGo();
  expect(storage.workspace([4])).toEqual([1024]);
});
