// Terms of a sum as bars, each beginning where the one before ended, with the sum so far. One of them may be chosen: one stop for Tab.
import { useId } from "preact/hooks";
import { type Bar, barAfter } from "./Bars.tsx";
import { fixed } from "./numbers.ts";

interface WaterfallProps {
  readonly label: string;
  readonly terms: readonly Bar[]; // the first from zero on
  readonly heads: readonly [term: string, soFar: string]; // above the columns of numbers
  readonly chosen?: number | undefined;
  choose(at: number): void;
}

export function Waterfall({ label, terms, heads, chosen, choose }: WaterfallProps) {
  const id = useId();
  const stretches = stretchesOf(terms);
  const [low, high] = [Math.min(0, ...stretches.map(({ to }) => to)), Math.max(0, ...stretches.map(({ to }) => to))];
  const share = (value: number): number => ((value - low) / (high - low || 1)) * 100;
  const key = (event: KeyboardEvent): void => {
    const to = barAfter(event, chosen, terms.length);
    if (to === undefined) return;
    event.preventDefault();
    choose(to);
    document.getElementById(`${id}-${to}`)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <div class="waterfall">
      <p class="bar-row heads" aria-hidden="true"><span /><span /><span class="bar-value">{heads[0]}</span><span class="bar-value">{heads[1]}</span></p>
      <div class="bars choosing" role="listbox" aria-label={label} tabIndex={0} aria-activedescendant={chosen === undefined ? undefined : `${id}-${chosen}`} onKeyDown={key}>
        {terms.map(({ name, value }, at) => {
          const { from, to } = stretches[at] as Stretch;
          return (
            <div key={at} id={`${id}-${at}`} role="option" aria-selected={chosen === at} class={`bar-row${chosen === at ? " chosen" : ""}`} onClick={() => choose(at)}>
              <span class="bar-name">{name}</span>
              <span class="bar-track">
                <span class="bar-zero" style={{ left: `${share(0)}%` }} />
                <span class={value < 0 ? "bar-fill below" : "bar-fill"} style={{ left: `${share(Math.min(from, to))}%`, width: `${share(Math.max(from, to)) - share(Math.min(from, to))}%` }} />
              </span>
              <span class="bar-value">{fixed(value, 3)}</span>
              <span class="bar-value"><span class="unseen">{heads[1]}: </span>{fixed(to, 3)}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Where each term begins and ends. */
export function stretchesOf(terms: readonly Bar[]): readonly Stretch[] {
  let to = 0;
  return terms.map(({ value }) => ({ from: to, to: (to += value) }));
}
