// The watched machine against Python's own disassembler: every opcode at its place, under its name, with its argument.
import { expect, test } from "vitest";
import { readFixture } from "../testing/fixture.ts";
import { opcodes, STOP } from "./pickle_machine.ts";
import { opcodeNames, tracePickle } from "./pickle_trace.ts";

interface Expected {
  readonly opcodes: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, { readonly pickle: string; readonly steps: readonly (readonly [position: number, name: string, argument: string | number | null])[] }>>;
}

const expected = await readFixture<Expected>(import.meta.url, "./fixtures/pickletools.json");
const pickleOf = (name: string): Uint8Array => Uint8Array.from(expected.files[name]?.pickle.match(/../g) ?? [], (byte) => parseInt(byte, 16));
const stepsOf = (name: string): readonly (readonly [number, string, string | number | null])[] => expected.files[name]?.steps ?? [];

test("every opcode that is read has the name that Python gives it", () => {
  expect(Object.keys(opcodeNames).sort()).toEqual([...Object.keys(opcodes), String(STOP)].sort());
  for (const [code, name] of Object.entries(opcodeNames)) expect(name).toBe(expected.opcodes[code]);
});

test.each(["tiny", "protocol 4", "training"])("%s: the same opcodes at the same bytes as pickletools'", (name) => {
  const { steps, refused } = tracePickle(pickleOf(name));
  expect(refused).toBeUndefined();
  expect(steps.map((step) => [step.position, step.name])).toEqual(stepsOf(name).map(([position, opcode]) => [position, opcode]));
  steps.forEach(({ position, bytes, before }, at) => {
    expect(position + bytes.length).toBe(steps[at + 1]?.position ?? pickleOf(name).length); // no byte between two of them
    if (at > 0) expect(before).toEqual(steps[at - 1]?.after);
  });
});

test("what an opcode pushes is the argument that pickletools reads", () => {
  const { steps } = tracePickle(pickleOf("tiny"));
  const pushed = steps.flatMap(({ name, after }, at) => (/^BIN(UNICODE|INT1)$/.test(name) ? [[after.at(-1), stepsOf("tiny")[at]?.[2]]] : []));
  expect(pushed.length).toBeGreaterThan(8);
  for (const [ours, theirs] of pushed) expect(ours).toBe(JSON.stringify(theirs));
});

test("a tensor's life on the stack: a call that is written down", () => {
  const { steps } = tracePickle(pickleOf("tiny"));
  const stacks = steps.filter(({ name }) => name === "BINPERSID" || name === "REDUCE" || name === "SETITEM").map(({ after }) => after.at(-1));
  expect(stacks).toEqual([
    'storage ("storage", torch.FloatStorage, "0", "cpu", 4)',
    "OrderedDict()",
    '_rebuild_tensor_v2(storage ("storage", torch.FloatStorage, "0", "cpu", 4), 0, (2, 2), (2, 1), False, OrderedDict())',
    '{"fc.weight": _rebuild_tensor_v2(storage …, 0, (2, 2), (2, 1), False, OrderedDict())}',
  ]);
});

test("where a file asks for a command, its opcode is the one that is refused, and everything before it is read", () => {
  const { steps, refused } = tracePickle(pickleOf("hostile"));
  const at = stepsOf("hostile").findIndex(([, , argument]) => argument === "posix system");
  expect(steps.length).toBe(at);
  expect(refused).toMatchObject({ name: "GLOBAL", position: stepsOf("hostile")[at]?.[0], error: { code: "checkpoint-unsafe" } });
  expect(new TextDecoder().decode(refused?.bytes)).toBe("cposix\nsystem\n");
  expect(refused?.error.message).toContain('"posix.system"');
});

test("bytes that are no pickle are refused too", () => {
  expect(tracePickle(Uint8Array.of(0x7a)).refused).toMatchObject({ name: "?", position: 0, error: { code: "checkpoint-unsupported" } });
  expect(tracePickle(new Uint8Array()).refused).toMatchObject({ name: "?", error: { code: "checkpoint-truncated" } });
});
