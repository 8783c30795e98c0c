// Which names have come before: of each only a fingerprint of 64 bits is kept, so that a million of them take 32 MB at most. Two
// names of one fingerprint would be taken for one: among a million names the chance is 3e-8 (n²/2 · 2⁻⁶⁴).

export interface SeenNames {
  /** @returns whether the name is new */
  add(name: string): boolean;
}

export function openSeenNames(): SeenNames {
  let table = new Uint32Array(2 * 1024); // two words a place; 0, 0: free
  let count = 0;
  /** Where the fingerprint is, or belongs. */
  const placeOf = (high: number, low: number): number => {
    const mask = table.length - 1;
    let at = (low * 2) & mask;
    while ((table[at] !== high || table[at + 1] !== low) && (table[at] !== 0 || table[at + 1] !== 0)) at = (at + 2) & mask;
    return at;
  };
  const put = (high: number, low: number): boolean => {
    const at = placeOf(high, low);
    if (table[at] !== 0 || table[at + 1] !== 0) return false;
    [table[at], table[at + 1]] = [high, low];
    return true;
  };
  const grow = (): void => {
    const old = table;
    table = new Uint32Array(2 * old.length);
    for (let at = 0; at < old.length; at += 2) if (old[at] !== 0 || old[at + 1] !== 0) put(old[at] as number, old[at + 1] as number);
  };
  return {
    add: (name) => {
      const isNew = put(hash(name, 0x9747b28c), hash(name, 0x85ebca77) || 1);
      if (isNew && ++count * 4 > table.length) grow();
      return isNew;
    },
  };
}

/** MurmurHash3 (Appleby, x86, 32 bits) over UTF-16 units. */
function hash(text: string, seed: number): number {
  let h = seed;
  for (let at = 0; at < text.length; at++) {
    const k = Math.imul(text.charCodeAt(at), 0xcc9e2d51);
    h ^= Math.imul((k << 15) | (k >>> 17), 0x1b873593);
    h = Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64;
  }
  h ^= text.length;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
