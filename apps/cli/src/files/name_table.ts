// Names by their hash, in flat arrays: a million take 16 to 32 MB, where a Set of strings takes 150.
//
// A name stands here for the first 64 bits of its SHA-256, so two different names may be taken for one: among n names with a chance
// of n²/2⁶⁵, which for a million is 1 in 37 million.
import { createHash } from "node:crypto";

/** Two halves of 32 bits, never both 0: that is an empty slot. */
type Hash = readonly [number, number];

function hashOf(name: string): Hash {
  const digest = createHash("sha256").update(name).digest();
  const [high, low] = [digest.readUInt32LE(0), digest.readUInt32LE(4)];
  return high === 0 && low === 0 ? [0, 1] : [high, low];
}

const fewestSlots = 1024;
const fullest = 0.7; // share of the slots that may be taken

const emptySlots = (count: number): Uint32Array => new Uint32Array(new SharedArrayBuffer(8 * count));

/** The slot that holds the hash, or the empty one where it belongs. @param slots two halves each */
function slotOf(slots: Uint32Array, [high, low]: Hash): number {
  const count = slots.length / 2; // a power of two
  let slot = low & (count - 1);
  while ((slots[2 * slot] !== 0 || slots[2 * slot + 1] !== 0) && (slots[2 * slot] !== high || slots[2 * slot + 1] !== low)) slot = (slot + 1) & (count - 1);
  return slot;
}

const isTaken = (slots: Uint32Array, slot: number): boolean => slots[2 * slot] !== 0 || slots[2 * slot + 1] !== 0;

/** Whether the table that `NameSet.shared` gave, perhaps to another thread, has this name. */
export const hasName = (shared: Uint32Array, name: string): boolean => shared.length > 0 && isTaken(shared, slotOf(shared, hashOf(name)));

/** Names, each once. */
export class NameSet {
  #slots = emptySlots(fewestSlots);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** As it is now, for `hasName`; in memory that threads share. */
  get shared(): Uint32Array {
    return this.#slots;
  }

  has(name: string): boolean {
    return hasName(this.#slots, name);
  }

  /** @returns whether it is new */
  add(name: string): boolean {
    const hash = hashOf(name);
    const slot = slotOf(this.#slots, hash);
    if (isTaken(this.#slots, slot)) return false;
    this.#slots.set(hash, 2 * slot);
    if (++this.#size > fullest * (this.#slots.length / 2)) this.#slots = regrown(this.#slots, () => undefined);
    return true;
  }
}

/** Names, and a number for each. */
export class NameMap {
  #slots = emptySlots(fewestSlots);
  #values = new Float64Array(fewestSlots);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  has(name: string): boolean {
    return hasName(this.#slots, name);
  }

  get(name: string): number | undefined {
    const slot = slotOf(this.#slots, hashOf(name));
    return isTaken(this.#slots, slot) ? this.#values[slot] : undefined;
  }

  /** Also in the place of the number that it had. */
  set(name: string, value: number): void {
    const hash = hashOf(name);
    const slot = slotOf(this.#slots, hash);
    const isNew = !isTaken(this.#slots, slot);
    this.#slots.set(hash, 2 * slot);
    this.#values[slot] = value;
    if (isNew && ++this.#size > fullest * this.#values.length) this.#grow();
  }

  #grow(): void {
    const [old, values] = [this.#values, new Float64Array(2 * this.#values.length)];
    this.#slots = regrown(this.#slots, (from, to) => { values[to] = old[from] as number; });
    this.#values = values;
  }
}

/** Twice as many slots. @param moved hears where each went */
function regrown(slots: Uint32Array, moved: (from: number, to: number) => void): Uint32Array {
  const larger = emptySlots(slots.length);
  for (let slot = 0; slot < slots.length / 2; slot++) {
    if (!isTaken(slots, slot)) continue;
    const hash: Hash = [slots[2 * slot] as number, slots[2 * slot + 1] as number];
    const to = slotOf(larger, hash);
    larger.set(hash, 2 * to);
    moved(slot, to);
  }
  return larger;
}
