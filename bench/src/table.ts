// Times as a table: medians, their spread, and ratios to ours on the same processor.

export interface Measured {
  readonly name: string;
  readonly on: string;
  /** From nothing to the first logits, ms. */
  first: number;
  readonly times: number[]; // ms per image, one per round
  failure?: string;
}

export function tableOf(results: readonly Measured[]): string {
  const lines = results.map((result) => {
    const { name, on, first, times, failure } = result;
    if (failure !== undefined) return `| ${on} | ${name} | – | – | – | ${failure} |`;
    const ours = results.find((other) => other.on === on) as Measured;
    const ratio = quantile(times, 0.5) / quantile(ours.times, 0.5);
    return `| ${on} | ${name} | ${ms(quantile(times, 0.5))} | ${ms(quantile(times, 0.25))} … ${ms(quantile(times, 0.75))} | ${ratio.toFixed(2)} | ${ms(first)} |`;
  });
  return `| On | Engine | Median per image | Quartiles | Times ours | First result |\n|---|---|---:|---:|---:|---:|\n${lines.join("\n")}\n`;
}

const ms = (time: number): string => `${time.toFixed(0)} ms`;

function quantile(numbers: readonly number[], part: number): number {
  return numbers.toSorted((a, b) => a - b)[Math.round((numbers.length - 1) * part)] ?? NaN;
}
