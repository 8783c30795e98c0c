// The photograph's levels below one pixel, weighed along their rows, then down the column.
import type { ResizedLevel, Sources } from "../../arithmetic/resampling.ts";
import { fixed } from "../../parts/numbers.ts";
import type { words as texts } from "../pixel.words.ts";

interface ResizedTableProps {
  readonly words: (typeof texts)["en"];
  readonly sources: Sources;
  readonly levels: Uint8Array; // [rows, columns]
  readonly resized: ResizedLevel;
}

export function ResizedTable({ words, sources: { part, columns, rows }, levels, resized: { alongRows, sums, sum, level } }: ResizedTableProps) {
  const [across, down] = [Array.from(columns), Array.from(rows)];
  const cell = (y: number, x: number) => {
    const at = levels[y * across.length + x] ?? 0;
    return <td key={x} class={at > 117 ? "level bright" : "level deep"} style={{ backgroundColor: `rgb(${at} ${at} ${at})` }}>{at}</td>;
  };
  return (
    <>
      <div class="scrolls" tabIndex={0} role="group" aria-label={words.weights}>
        <table class="resized">
          <thead>
            <tr><th scope="row">{words.weights}</th>{across.map((weight, x) => <th key={x} scope="col" title={words.column(part.x + x + 1)}>{fixed(weight, 3)}</th>)}<th scope="col">{words.alongRow}</th></tr>
          </thead>
          <tbody>
            {down.map((_, y) => (
              <tr key={y}>
                <th scope="row">{words.row(part.y + y + 1)}</th>
                {across.map((__, x) => cell(y, x))}
                <td class="made">{fixed(sums[y] ?? NaN, 1)} → <strong>{alongRows[y]}</strong></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="resized-sum">
        <small>{words.down}</small> {down.map((weight, y) => `${fixed(weight, 3)} · ${alongRows[y]}`).join(" + ")} = {fixed(sum, 2)} → <data class="level-made" value={level}>{level}</data>
      </p>
    </>
  );
}
