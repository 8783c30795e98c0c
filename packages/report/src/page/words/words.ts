// Numbers and places as the page says them.

const grouped = new Intl.NumberFormat("en");

/** 12345 → "12,345" */
export const count = (value: number): string => grouped.format(value);

/** 1 → "1 picture", 12345 → "12,345 pictures" */
export const some = (value: number, one: string, several = `${one}s`): string => `${count(value)} ${value === 1 ? one : several}`;

/** 0.914 → "91.4%"; never "100%" of what is less, nor "0%" of what is more. */
export function percent(share: number | null | undefined, digits = 1): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return "–";
  const text = (100 * share).toFixed(digits);
  const smallest = 10 ** -digits;
  if (share > 0 && Number(text) === 0) return `< ${smallest}%`;
  if (share < 1 && Number(text) === 100) return `> ${(100 - smallest).toFixed(digits)}%`;
  return `${Number(text)}%`;
}

/** 0.97 → "0.97" */
export const plain = (value: number | null | undefined, digits = 2): string => (value === null || value === undefined ? "–" : value.toFixed(digits).replace("-", "−"));

/** Where in a picture a point lies, each as a share of width and height. */
export function placeInWords(x: number, y: number): string {
  const third = (share: number, names: readonly [string, string, string]): string => names[share < 1 / 3 ? 0 : share < 2 / 3 ? 1 : 2];
  const [across, down] = [third(x, ["left", "", "right"]), third(y, ["top", "", "bottom"])];
  if (across === "" && down === "") return "the middle";
  return across === "" || down === "" ? `the ${down}${across} third` : `the ${down} ${across} corner`;
}

/** A word as a shell takes it: in quotes where it holds more than a shell leaves alone. */
const shellWord = (word: string): string => (/^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

/** The command that does a run again. */
export const commandOf = (words: readonly string[]): string => ["npx", "camlucida", ...words].map(shellWord).join(" ");
