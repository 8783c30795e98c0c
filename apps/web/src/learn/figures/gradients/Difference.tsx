// The same number changed by ± h: what the logit really does, held against the gradient.
import { useEffect, useState } from "preact/hooks";
import type { Material } from "../../material.ts";
import { SourceMark } from "../../../sources/SourceMark.tsx";
import { Choice } from "../../../view/controls.tsx";
import { heldAgainst, type Tried } from "../../arithmetic/finite_difference.ts";
import type { FigureProps } from "../../figure.ts";
import { isSame } from "../../loaded.ts";
import { plain } from "../../parts/numbers.ts";
import type { GradientsWords } from "../gradients.words.ts";

/** Powers of two: x ± h are exact, or nearly so. */
const steps: readonly (readonly [name: string, h: number])[] = [["1/4096", 2 ** -12], ["1/256", 2 ** -8], ["1/16", 1 / 16], ["1/4", 1 / 4], ["1", 1], ["4", 4], ["16", 16]];
const QUIET = 250; // ms that a choice stays before three passes are spent on it

interface DifferenceProps extends Pick<FigureProps, "page"> {
  readonly words: GradientsWords;
  readonly engine: Material["engine"];
  readonly layer: string;
  readonly index: number; // of the number in the layer
  readonly classIndex: number;
  readonly gradient: number;
}

export function Difference({ page, words, engine, layer, index, classIndex, gradient }: DifferenceProps) {
  const [size, choose] = useState("1/16");
  const h = steps.find(([name]) => name === size)?.[1] ?? 1;
  const tried = useTried(page, engine, [layer, index, classIndex, h]);
  const held = tried && heldAgainst(gradient, tried);
  return (
    <section class="difference" aria-live="polite">
      <h3>{words.tryIt} <SourceMark page={page} path="apps/web/src/engine/insight.ts" name="changedGraph" /></h3>
      <Choice label={words.change} value={size} choices={steps.map(([name]) => [name, name])} choose={choose} />
      {tried && held ? (
        <>
          <dl class="facts-list tried">
            {(["below", "at", "above"] as const).map((which) => <div key={which}><dt>{words.tried[which]}</dt><dd>{tried[which].toFixed(6).replace("-", "−")}</dd></div>)}
            <div class="quotient"><dt>{words.quotient}</dt><dd><data class="quotient-value" value={held.quotient}>{plain(held.quotient, 5)}</data></dd></div>
            <div><dt>{words.gradientAlone}</dt><dd><data class="gradient-value" value={gradient}>{plain(gradient, 5)}</data></dd></div>
            <div><dt>{words.relative}</dt><dd>{held.relative === 0 ? "0" : `${plain(100 * held.relative, 2)} %`}</dd></div>
          </dl>
          <p class={`verdict ${held.verdict}`} data-verdict={held.verdict}>{words.verdict[held.verdict](plain(held.left), plain(held.right), held.rounding.toExponential(1).replaceAll("-", "−"))}</p>
        </>
      ) : <p class="note tried-place">{page.text.value.working}</p>}
    </section>
  );
}

type About = readonly [layer: string, index: number, classIndex: number, h: number];

/** Three passes for what was chosen last, once it stays chosen. */
function useTried(page: DifferenceProps["page"], engine: Material["engine"], about: About): Tried | undefined {
  const [found, setFound] = useState<{ readonly about: readonly unknown[]; readonly tried: Tried } | undefined>(undefined);
  const [layer, index, classIndex, h] = about;
  useEffect(() => {
    let current = true;
    const logitAt = async (by: number): Promise<number> => (await engine.insideChanged(layer, index, by))[classIndex] ?? NaN;
    const run = async (): Promise<void> => {
      const [below, at, above] = [await logitAt(-h), await logitAt(0), await logitAt(h)];
      if (current) setFound({ about: [engine, ...about], tried: { h, below, at, above } });
    };
    const timer = setTimeout(() => void run().catch(page.report), QUIET);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [engine, ...about]);
  return found && isSame(found.about, [engine, ...about]) ? found.tried : undefined;
}
