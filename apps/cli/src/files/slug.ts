// Class labels as parts of file names: "Egyptian cat" → "egyptian-cat". No label, however hostile, can leave its folder.

const longest = 60; // characters: a file name may have 255 bytes, and a letter up to 4

/** On Windows these are devices, whatever they end in. */
const reserved = /^(con|prn|aux|nul|com[1-9]|lpt[1-9])$/;

/**
 * One file-name part per class, all different: labels that would meet ("crane" the bird, "crane" the machine) get their index.
 * Letters and digits of every script stay; all else becomes "-".
 */
export function classSlugs(labels: readonly string[]): string[] {
  const slugs = labels.map((label, index) => slug(label) || `class-${index}`);
  const counts = new Map<string, number>();
  for (const text of slugs) counts.set(text, (counts.get(text) ?? 0) + 1);
  const taken = new Set<string>(slugs.filter((text) => counts.get(text) === 1));
  return slugs.map((text, index) => (counts.get(text) === 1 ? text : claim(`${text}-${index}`, taken)));
}

function slug(label: string): string {
  const words = label.slice(0, 1000).normalize("NFC").toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  const text = Array.from(words.join("-")).slice(0, longest).join("");
  return reserved.test(text) ? `class-${text}` : text;
}

/** The text itself, or with as many "-" behind it as make it new. */
function claim(text: string, taken: Set<string>): string {
  if (taken.has(text)) return claim(`${text}-`, taken);
  taken.add(text);
  return text;
}
