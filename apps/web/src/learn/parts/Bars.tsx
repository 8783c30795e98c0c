// Signed numbers as bars from a common zero, by their names. One of them may be chosen: one stop for Tab, then the arrow keys.
import { useId } from "preact/hooks";
import { isCommand } from "../../view/controls.tsx";
import { plain } from "./numbers.ts";

export interface Bar {
  readonly name: string;
  readonly value: number;
}

interface BarsProps {
  readonly label: string;
  readonly bars: readonly Bar[];
  readonly chosen?: number | undefined;
  choose?(at: number): void;
}

export function Bars({ label, bars, chosen, choose }: BarsProps) {
  const id = useId();
  const [low, high] = barRange(bars);
  const row = ({ name, value }: Bar, at: number) => (
    <div
      key={at} id={`${id}-${at}`} class={`bar-row${chosen === at ? " chosen" : ""}`} role={choose ? "option" : "listitem"} aria-selected={choose ? chosen === at : undefined}
      onClick={choose && (() => choose(at))}
    >
      <span class="bar-name">{name}</span>
      <span class="bar-track"><span class={value < 0 ? "bar-fill below" : "bar-fill"} style={barPlace(value, low, high)} /></span>
      <span class="bar-value">{plain(value)}</span>
    </div>
  );
  if (!choose) return <div class="bars" role="list" aria-label={label}>{bars.map(row)}</div>;
  const key = (event: KeyboardEvent): void => {
    const to = barAfter(event, chosen, bars.length);
    if (to === undefined) return;
    event.preventDefault();
    choose(to);
    document.getElementById(`${id}-${to}`)?.scrollIntoView({ block: "nearest" });
  };
  return <div class="bars choosing" role="listbox" aria-label={label} tabIndex={0} aria-activedescendant={chosen === undefined ? undefined : `${id}-${chosen}`} onKeyDown={key}>{bars.map(row)}</div>;
}

/** What the track reaches from and to: always zero too. */
export function barRange(bars: readonly Bar[]): readonly [low: number, high: number] {
  return bars.reduce<readonly [number, number]>(([low, high], { value }) => (Number.isFinite(value) ? [Math.min(low, value), Math.max(high, value)] : [low, high]), [0, 0]);
}

/** Where a bar lies on the track, in shares of it. */
export function barPlace(value: number, low: number, high: number): { readonly left: string; readonly width: string } {
  const length = high - low || 1;
  const from = Number.isFinite(value) ? Math.min(0, value) : 0;
  const size = Number.isFinite(value) ? Math.abs(value) : 0;
  return { left: `${((from - low) / length) * 100}%`, width: `${(size / length) * 100}%` };
}

/** @returns undefined where the key is not for the bars */
export function barAfter(event: Pick<KeyboardEvent, "key" | "altKey" | "ctrlKey" | "metaKey">, from: number | undefined, count: number): number | undefined {
  if (isCommand(event) || count === 0) return undefined;
  const to: Readonly<Record<string, number>> = { ArrowDown: (from ?? -1) + 1, ArrowUp: (from ?? 1) - 1, Home: 0, End: count - 1 };
  const next = to[event.key];
  return next === undefined ? undefined : Math.min(count - 1, Math.max(0, next));
}
