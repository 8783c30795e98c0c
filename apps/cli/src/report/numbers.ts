// Numbers for people.

/** "0.95 ms", "42 ms", "1.3 s", "2 min 5 s" */
export function duration(ms: number): string {
  if (ms < 1) return `${ms.toFixed(2)} ms`;
  if (ms < 999.5) return `${Number(ms.toPrecision(ms < 10 ? 2 : 3))} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** "95.8 %", "< 0.1 %" */
export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return "< 0.1 %";
  return Number.isFinite(share) ? `${(share * 100).toFixed(1)} %` : "—";
}

export function twoDecimals(value: number): string {
  return Number.isFinite(value) ? value.toFixed(2).replace("-", "−") : "—";
}

/** Three significant digits: 38.9, −0.0021. */
export const short = (value: number): string => compact(Number(value.toPrecision(3)));

/** Four significant digits: 38.86, 1.913, −0.0021, 6.967e−6. */
export function compact(value: number): string {
  if (!Number.isFinite(value)) return "—";
  const rounded = Number(value.toPrecision(4));
  const tiny = rounded !== 0 && Math.abs(rounded) < 1e-4;
  return (tiny ? rounded.toExponential() : String(rounded)).replaceAll("-", "−");
}
