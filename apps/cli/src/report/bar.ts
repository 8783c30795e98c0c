// A share 0…1 as a bar of block characters, exact to an eighth of a cell.

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** At most `cells` cells, without padding. Anything above zero shows at least a hairline; what is not a number shows nothing. */
export function bar(share: number, cells: number): string {
  if (!(share > 0)) return "";
  const steps = Math.max(1, Math.round(Math.min(share, 1) * cells * 8));
  return "█".repeat(Math.floor(steps / 8)) + (eighths[steps % 8] ?? "");
}
