// An unpickler that never calls anything: it turns the byte code of Python's pickle (protocol 2 as PyTorch writes
// it, and what protocols 3 to 5 add) into inert data. See Python's `Lib/pickletools.py` for the byte code.
//
// Bounds, whatever the file says: each opcode takes at least one byte and runs once, so reading ends; at most
// `maximumOpcodes` of them, each making at most one small value; texts and integers are no longer than their
// bytes in the file; nothing recurses, so depth costs nothing; a structure that holds itself is just data.
import { CheckpointError } from "../graph/errors.ts";
import type { Cursor } from "./cursor.ts";
import { readUint8 } from "./cursor.ts";
import { opcodes, STOP, type PickleMachine, corruptPickle, pop } from "./pickle_machine.ts";
import type { PicklePersistent, PickleValue } from "./pickle_value.ts";

/** ResNet-152's state dict takes 45,000; with an optimiser's state beside it, 200,000. */
const maximumOpcodes = 2 ** 21;

export interface Unpickled {
  readonly value: PickleValue;
  /** Every mention of something outside the pickle, in file order. */
  readonly persistents: readonly PicklePersistent[];
}

/**
 * Reads the one pickle that begins at the cursor and leaves the cursor behind it.
 * @throws CheckpointError `checkpoint-truncated`, `checkpoint-corrupt`, `checkpoint-unsafe` (a name off the
 *   allow-list, too many opcodes), `checkpoint-unsupported` (a whole module, an opcode no checkpoint uses).
 */
export function unpickle(cursor: Cursor): Unpickled {
  const run = runPickle(machineOver(cursor));
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
  }
}

/** A machine that has read nothing yet. */
export const machineOver = (cursor: Cursor): PickleMachine => ({ cursor, stack: [], marks: [], memo: [], persistents: [] });

/**
 * Runs the opcodes and pauses behind each, so that the machine can be watched.
 * @throws CheckpointError as `unpickle`
 */
export function* runPickle(machine: PickleMachine): Generator<void, Unpickled> {
  const { cursor } = machine;
  for (let executed = 0; executed < maximumOpcodes; executed++) {
    const position = cursor.position;
    const code = readUint8(cursor);
    if (code === STOP) return { value: onlyValue(machine), persistents: machine.persistents };
    const execute = opcodes[code];
    if (!execute) throw unknownOpcode(machine, code, position);
    execute(machine);
    yield;
  }
  throw new CheckpointError(
    "checkpoint-unsafe",
    `${cursor.what}: more than ${maximumOpcodes} pickle opcodes, where a network's state dict takes some ten thousand. ` +
      'Save the weights alone: torch.save(model.state_dict(), "weights.pth").',
  );
}

function onlyValue(machine: PickleMachine): PickleValue {
  const value = pop(machine);
  if (machine.stack.length > 0) throw corruptPickle(machine, `${machine.stack.length} values are left over at its end`);
  return value;
}

function unknownOpcode(machine: PickleMachine, code: number, position: number): CheckpointError {
  return new CheckpointError(
    "checkpoint-unsupported",
    `${machine.cursor.what}: pickle opcode 0x${code.toString(16).padStart(2, "0")} at byte ${position}; ` +
      "PyTorch writes protocol 2, and protocols 3 to 5 are read too. Is the file damaged, or no checkpoint at all?",
  );
}
