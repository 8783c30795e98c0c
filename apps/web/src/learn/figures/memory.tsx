// Which array of the network lies in which buffer, and for how long: a pass of the open network, step by step.
import { useEffect, useState } from "preact/hooks";
import type { MemoryPlan, PlacedArray } from "../../engine/protocol.ts";
import { SourceMark, SourceMarks } from "../../sources/SourceMark.tsx";
import { arrowStep } from "../../view/controls.tsx";
import type { FigureProps } from "../figure.ts";
import type { Material } from "../material.ts";
import { Stepper } from "../parts/Stepper.tsx";
import { aliveAt, bytesOf, fullest, letterOf, memorySums, sizeText } from "./memory_lives.ts";
import { words as texts } from "./memory.words.ts";
import "./memory.css";

export default function Memory({ page, material }: FigureProps) {
  const words = texts[page.language.value];
  const plan = usePlan(material, page.report);
  const [step, setStep] = useState<number | undefined>(undefined); // undefined: where most is alive
  if (!plan) return <p class="note">{words.opening}</p>;
  const count = plan.arrays.length;
  const current = Math.min(step ?? fullest(plan), count);
  const say = (at: number): string => words.at(at, count, plan.arrays[at - 1]?.name ?? "");
  const language = page.language.value;
  return (
    <>
      <Stepper label={words.step} value={current - 1} last={count - 1} choose={(at) => setStep(at + 1)} playLabel={words.play} rate={3} say={(at) => say(at + 1)} />
      <Chart plan={plan} step={current} choose={setStep} label={words.chart} say={say} />
      <StepFacts plan={plan} step={current} language={language} />
      <Sums plan={plan} step={current} language={language} />
      <SourceMarks page={page}>
        <SourceMark page={page} path="packages/tensor/src/graph/lifetimes.ts" name="allocate">{words.marks.place}</SourceMark>
        <SourceMark page={page} path="packages/tensor/src/graph/lifetimes.ts" name="bestFit">{words.marks.smallest}</SourceMark>
        <SourceMark page={page} path="packages/tensor/src/devices/webgpu/prepare.ts" name="placeValues">{words.marks.device}</SourceMark>
      </SourceMarks>
    </>
  );
}

/** @returns undefined while it is on its way */
function usePlan({ engine, model }: Material, report: (error: unknown) => void): MemoryPlan | undefined {
  const [plan, setPlan] = useState<MemoryPlan | undefined>(undefined);
  useEffect(() => {
    let wanted = true;
    setPlan(undefined);
    engine.insideMemory().then((found) => { if (wanted) setPlan(found); }, report);
    return () => { wanted = false; }; // of the network before
  }, [engine, model]);
  return plan;
}

const [LEFT, ROW, COLUMN, MARGIN] = [92, 34, 26, 6]; // pixels: the buffers' names, a buffer, a step at least

interface ChartProps {
  readonly plan: MemoryPlan;
  readonly step: number; // counted from 1
  readonly label: string;
  choose(step: number): void;
  say(step: number): string;
}

/** The steps are gone through by pointing at them, or with the arrow keys. */
function Chart({ plan: { arrays, buffers }, step, label, choose, say }: ChartProps) {
  const column = Math.max(COLUMN, Math.floor(600 / arrays.length));
  const [width, height] = [LEFT + column * arrays.length, ROW * buffers.length + 20];
  const now = arrays[step - 1];
  const at = (event: PointerEvent): void => {
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const found = Math.floor((event.clientX - box.left - LEFT) / column) + 1;
    if (found >= 1 && found <= arrays.length) choose(found);
  };
  const key = (event: KeyboardEvent): void => {
    const moved = arrowStep(event, 1, 10);
    if (!moved) return;
    event.preventDefault();
    choose(Math.min(arrays.length, Math.max(1, step + moved[0] - moved[1])));
  };
  return (
    <div class="scrolls">
      <div
        class="memory-chart" role="slider" tabIndex={0} aria-label={label} aria-valuemin={1} aria-valuemax={arrays.length} aria-valuenow={step} aria-valuetext={say(step)}
        onPointerDown={at} onPointerMove={(event) => { if (event.pointerType === "mouse") at(event); }} onKeyDown={key}
      >
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          <rect class="now" x={LEFT + column * (step - 1)} width={column} height={height} />
          {buffers.map((size, buffer) => (
            <g key={buffer}>
              <text x={0} y={ROW * buffer + ROW / 2 + 4}>{letterOf(buffer)}</text>
              <text class="size" x={LEFT - 8} y={ROW * buffer + ROW / 2 + 4}>{sizeText(size)}</text>
              <rect class="room" x={LEFT} y={ROW * buffer + MARGIN / 2} width={column * arrays.length} height={ROW - MARGIN} />
            </g>
          ))}
          {arrays.map((array, own) => {
            const tall = Math.max(3, (array.bytes / (buffers[array.buffer] ?? 1)) * (ROW - MARGIN));
            const [x, y] = [LEFT + column * (array.from - 1) + 1, ROW * array.buffer + MARGIN / 2 + (ROW - MARGIN - tall)];
            return <rect key={own} class={kindOf(array, own, step, now)} x={x} y={y} width={column * (array.to - array.from + 1) - 2} height={tall} rx={3} />;
          })}
          {arrays.map(({ from }) => (from === step || from === 1 || from % 5 === 0) && <text key={from} class="number" x={LEFT + column * (from - 0.5)} y={height - 5}>{from}</text>)}
        </svg>
      </div>
    </div>
  );
}

/** How a bar looks: written now, read now, alive, or not. */
function kindOf({ from, to }: PlacedArray, own: number, step: number, now: PlacedArray | undefined): string {
  if (from === step) return "life written";
  if (now?.reads.includes(own)) return "life read";
  return from < step && step <= to ? "life alive" : "life";
}

interface AtStep {
  readonly plan: MemoryPlan;
  readonly step: number;
  readonly language: "en" | "ja";
}

/** What the step writes and reads, and whose places are free behind it. */
function StepFacts({ plan: { arrays }, step, language }: AtStep) {
  const words = texts[language];
  const now = arrays[step - 1];
  if (!now) return null;
  const named = (at: number): string => `${arrays[at]?.name ?? ""} (${letterOf(arrays[at]?.buffer ?? 0)})`;
  const freed = arrays.filter(({ from, to }) => to === step && from < step && step < arrays.length).map(({ buffer }) => letterOf(buffer));
  return (
    <div role="status">
      <ul class="memory-facts">
        <li><strong>{step}. {now.name}</strong> <small>{now.op}</small></li>
        <li>{now.reads.length > 0 ? words.reads(now.reads.map(named).join(", ")) : words.readsImage}</li>
        <li>{words.writes(now.name, now.shape.join(", "), sizeText(now.bytes), letterOf(now.buffer))}</li>
        <li>{freed.length > 0 ? words.frees(freed.join(", ")) : words.freesNothing}</li>
      </ul>
    </div>
  );
}

/** Bytes, as bars on one scale: that of no sharing. */
function Sums({ plan, step, language }: AtStep) {
  const words = texts[language];
  const { most, shared, alone } = memorySums(plan);
  const rows = [["now", words.now, bytesOf(aliveAt(plan, step))], ["most", words.most, most], ["shared", words.shared(plan.buffers.length), shared], ["alone", words.alone(plan.arrays.length), alone]] as const;
  return (
    <div class="memory-sums" role="list" aria-label={words.held}>
      {rows.map(([kind, name, bytes]) => (
        <div key={kind} role="listitem">
          <span>{name}</span>
          <svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width={(100 * bytes) / alone} height={1} /></svg>
          <data class={`held-${kind}`} value={bytes}>{sizeText(bytes)}</data>
        </div>
      ))}
    </div>
  );
}
