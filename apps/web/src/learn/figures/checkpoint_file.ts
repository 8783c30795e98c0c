// The two files of the figure about checkpoints, read by the engine's own reader.
import { CheckpointError, readCheckpoint, type CheckpointTensor } from "@camlucida/tensor";
import { openZip, type PickleTrace, tracePickle } from "@camlucida/tensor/lab";

export interface ArchivedEntry {
  readonly name: string;
  readonly place: number; // of its first byte in the file
  readonly bytes: Uint8Array;
}

export interface CheckpointFile {
  readonly size: number; // bytes
  readonly entries: readonly ArchivedEntry[];
  readonly pickle: Uint8Array;
  readonly trace: PickleTrace;
  readonly tensors: ReadonlyMap<string, CheckpointTensor>; // none of a file that is refused
}

/** @throws CheckpointError for what is no zip archive of torch.save's */
export function dissect(bytes: Uint8Array): CheckpointFile {
  const archive = openZip(bytes);
  const entries = archive.names.map((name): ArchivedEntry => {
    const own = archive.read(name) ?? new Uint8Array();
    return { name, place: own.byteOffset - bytes.byteOffset, bytes: own };
  });
  const pickle = entries.find(({ name }) => name.endsWith("/data.pkl"))?.bytes ?? new Uint8Array();
  const trace = tracePickle(pickle);
  return { size: bytes.length, entries, pickle, trace, tensors: trace.refused ? new Map() : tensorsIn(bytes) };
}

function tensorsIn(bytes: Uint8Array): ReadonlyMap<string, CheckpointTensor> {
  try {
    return readCheckpoint(bytes).tensors;
  } catch (error) {
    if (error instanceof CheckpointError) return new Map();
    throw error;
  }
}

export const hex = (byte: number): string => byte.toString(16).padStart(2, "0");

/** As a terminal shows it; a full stop for what is no letter. */
export const letter = (byte: number): string => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : "·");
