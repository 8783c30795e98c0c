// How long work reports how far it is.

/** One report: `received` of `total` bytes of `task` are there. */
export interface ReceivedBytes {
  readonly task: string;
  readonly received: number; // bytes
  readonly total: number; // bytes
}

/** Called a few times a second while bytes arrive, and once more when the last one has. */
export type OnReceived = (step: ReceivedBytes) => void;
