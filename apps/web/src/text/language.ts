// The languages of the page, and numbers as each of them writes them.
export const languages = ["en", "ja"] as const;
export type Language = (typeof languages)[number];

/** The first of the browser's languages that the page speaks. */
export const usualLanguage = (): Language => navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === "en" || tag === "ja") ?? "en";

export const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
export const percent = (probability: number): string => `${(100 * probability).toFixed(1)} %`;
export const signed = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
/** Three digits of anything, with its sign. */
export const signedShort = (value: number): string => `${value < 0 ? "−" : "+"}${short(Math.abs(value))}`;
/** Three digits of anything. */
export const short = (value: number): string => (Number.isFinite(value) ? String(Number(value.toPrecision(3))) : "–");
/** "24.6", "0.3", "0.04": never a nought for something slow. */
export const perSecond = (rate: number): string => (rate > 0 && rate < 0.1 ? String(Number(rate.toPrecision(1))) : rate.toFixed(1));
/** "40 s", "3 min": as exactly as an estimate is known. @param milliseconds */
export const duration = (milliseconds: number, seconds: string, minutes: string): string => {
  const whole = Math.max(1, Math.ceil(milliseconds / 1000));
  return whole < 100 ? `${whole} ${seconds}` : `${Math.round(whole / 60)} ${minutes}`;
};
/** "1.23 GFLOP" */
export function scaled(value: number, unit: string): string {
  const step = [[1e9, "G"], [1e6, "M"], [1e3, "k"]].find(([size]) => value >= (size as number)) as [number, string] | undefined;
  return step ? `${(value / step[0]).toFixed(2)} ${step[1]}${unit}` : `${value} ${unit}`;
}
