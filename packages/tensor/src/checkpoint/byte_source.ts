/** A weights file that stays where it is and is read piece by piece. */
export interface ByteSource {
  readonly length: number;
  /**
   * Bytes `begin` … `end`, valid until the next call and not to be written.
   * @throws CheckpointError `checkpoint-truncated` where the file has become shorter since it was opened
   */
  read(begin: number, end: number): Uint8Array;
}
