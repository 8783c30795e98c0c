// Numbers as the guide's figures write them.

/** With a true minus sign; never "-0.00". */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "–" : `${value < 0 ? "−" : ""}∞`;
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** Significant digits where decimals would hide a small number, or be too many for a large one. */
export function plain(value: number, digits = 4): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (Number.isFinite(value) && (size < 1e-3 || size >= 1e6)) return value.toExponential(digits - 1).replaceAll("-", "−");
  return fixed(value, Math.max(0, digits - 1 - Math.floor(Math.log10(Math.max(size, 1e-3)))));
}

/** How many decimals show the largest of several numbers by so many digits: of 111.8 none, of 0.0025 five. */
export function decimalsFor(values: ArrayLike<number>, digits = 3): number {
  let most = 0;
  for (let at = 0; at < values.length; at++) if (Number.isFinite(values[at])) most = Math.max(most, Math.abs(values[at] as number));
  return most === 0 ? 0 : Math.min(8, Math.max(0, digits - 1 - Math.floor(Math.log10(most))));
}
