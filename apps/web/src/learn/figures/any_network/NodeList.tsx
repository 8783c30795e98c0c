// Nodes on the left, the steps that each became on the right, in the order in which they are computed. One is chosen; what runs in one
// step with it is marked.
import { useId } from "preact/hooks";
import type { OnnxNodeReading, OnnxReading } from "../../../engine/onnx_reading.ts";
import { barAfter } from "../../parts/Bars.tsx";
import type { AnyNetworkWords } from "../any_network.words.ts";

interface NodeListProps {
  readonly words: AnyNetworkWords;
  readonly reading: OnnxReading;
  readonly shown: readonly number[]; // places in `reading.nodes`
  readonly chosen: number; // one of them
  choose(at: number): void;
}

export function NodeList({ words, reading, shown, chosen, choose }: NodeListProps) {
  const id = useId();
  const runsOf = (at: number): readonly number[] => (reading.nodes[at]?.steps ?? []).map((step) => reading.steps[step]?.runs ?? -1);
  const chosenRuns = new Set(runsOf(chosen));
  const key = (event: KeyboardEvent): void => {
    const to = barAfter(event, shown.indexOf(chosen), shown.length);
    if (to === undefined) return;
    event.preventDefault();
    choose(shown[to] as number);
    document.getElementById(`${id}-${shown[to]}`)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <div class="node-list">
      <div class="node-heads" aria-hidden="true"><span>{words.nodes}</span><span>{words.steps}</span></div>
      <div class="node-rows" role="listbox" aria-label={words.list} tabIndex={0} aria-activedescendant={`${id}-${chosen}`} onKeyDown={key}>
        {shown.map((at) => (
          <NodeRow
            key={at} id={`${id}-${at}`} words={words} reading={reading} node={reading.nodes[at] as OnnxNodeReading} isChosen={at === chosen}
            isBeside={at !== chosen && runsOf(at).some((runs) => chosenRuns.has(runs))} choose={() => choose(at)}
          />
        ))}
      </div>
      <p class="note">{words.hint}</p>
    </div>
  );
}

interface NodeRowProps extends Pick<NodeListProps, "words" | "reading"> {
  readonly id: string;
  readonly node: OnnxNodeReading;
  readonly isChosen: boolean;
  readonly isBeside: boolean; // runs with the one that is chosen
  choose(): void;
}

function NodeRow({ id, words, reading, node, isChosen, isBeside, choose }: NodeRowProps) {
  const runs = [...new Set(node.steps.map((at) => reading.steps[at]?.runs ?? 0))];
  const isOdd = runs.some((run) => run % 2 === 1);
  return (
    <div
      id={id} role="option" aria-selected={isChosen} class={`node-row ${node.became}${isChosen ? " chosen" : ""}${isBeside ? " beside" : ""}${isOdd ? " odd" : ""}`}
      onClick={choose} onPointerMove={({ pointerType }) => { if (pointerType === "mouse" && !isChosen) choose(); }}
    >
      <span class="node-names">{[node, ...node.joined].map(({ op }, at) => <code key={at}>{op}</code>)}</span>
      <span class="node-arrow" aria-hidden="true">→</span>
      <span class="node-steps">
        {node.became === "steps" ? node.steps.map((at) => <code key={at}>{reading.steps[at]?.kind}</code>) : <em>{words.noSteps[node.became === "placed" ? "placed" : "unused"]}</em>}
      </span>
      {runs.length > 0 && <span class="node-runs" title={words.kernel((runs[0] ?? 0) + 1)}>{runs.map((run) => run + 1).join(" ")}</span>}
    </div>
  );
}
