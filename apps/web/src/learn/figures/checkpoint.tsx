// A checkpoint of a few hundred bytes, read opcode by opcode by the machine that reads every checkpoint; and one that asks for a command.
import { useEffect, useMemo, useState } from "preact/hooks";
import type { PickleStep, PickleTrace } from "@camlucida/tensor/lab";
import { EngineError } from "../../engine/calls.ts";
import type { Page } from "../../page/page.ts";
import { SourceMark, SourceMarks } from "../../sources/SourceMark.tsx";
import { Choice } from "../../view/controls.tsx";
import type { FigureProps } from "../figure.ts";
import { NumberGrid } from "../parts/NumberGrid.tsx";
import { Stepper } from "../parts/Stepper.tsx";
import { dissect, type CheckpointFile, hex, letter } from "./checkpoint_file.ts";
import { words as texts } from "./checkpoint.words.ts";
import "./checkpoint.css";

type FileName = "tiny" | "hostile";

const BEGIN = 6; // opcodes: the first name has been read

export default function Checkpoint({ page }: FigureProps) {
  const words = texts[page.language.value];
  const [name, setName] = useState<FileName>("tiny");
  const [at, setAt] = useState(BEGIN); // opcodes that have run, or been refused
  const file = useFile(page, name);
  const choose = (other: FileName): void => {
    setName(other);
    setAt(0);
  };
  return (
    <>
      <Choice label={words.file} value={name} choices={Object.entries(words.files) as [FileName, string][]} choose={choose} />
      {file ? <Contents key={name} page={page} file={file} at={at} go={setAt} /> : <p class="note">{words.opening}</p>}
      <SourceMarks page={page}>
        <SourceMark page={page} path="packages/tensor/src/checkpoint/zip.ts" name="openZip">zip</SourceMark>
        <SourceMark page={page} path="packages/tensor/src/checkpoint/pickle.ts" name="runPickle">pickle</SourceMark>
        <SourceMark page={page} path="packages/tensor/src/checkpoint/pickle_machine.ts" name="opcodes">{words.opcode}</SourceMark>
        <SourceMark page={page} path="packages/tensor/src/checkpoint/pickle_globals.ts" name="assertAllowed">{words.refused}</SourceMark>
        <SourceMark page={page} path="packages/tensor/src/checkpoint/torch_tensor.ts" name="locateTensor">tensor</SourceMark>
      </SourceMarks>
    </>
  );
}

/** @returns undefined while it is on its way */
function useFile(page: Page, name: FileName): CheckpointFile | undefined {
  const [read, setRead] = useState<{ readonly name: FileName; readonly file: CheckpointFile } | undefined>(undefined);
  useEffect(() => {
    const get = async (): Promise<void> => {
      const response = await fetch(new URL(`checkpoint/${name}.pth`, document.baseURI)).catch(() => undefined);
      if (!response?.ok) throw new EngineError("source-unreachable", `checkpoint/${name}.pth: the file cannot be fetched. Connect to a network, and open the chapter again.`);
      setRead({ name, file: dissect(new Uint8Array(await response.arrayBuffer())) });
    };
    void get().catch(page.report);
  }, [name]);
  return read?.name === name ? read.file : undefined;
}

interface ContentsProps {
  readonly page: Page;
  readonly file: CheckpointFile;
  readonly at: number;
  go(to: number): void;
}

/** What is shown once `at` opcodes have run: the last of them. */
type Shown = Omit<PickleStep, "after"> & { readonly after: PickleStep["after"] | undefined };

const shownOf = ({ steps, refused }: PickleTrace, at: number): Shown | undefined =>
  steps[at - 1] ?? (refused && at > steps.length ? { ...refused, after: undefined } : undefined);

function Contents({ page, file: { entries, size, pickle, trace, tensors }, at, go }: ContentsProps) {
  const words = texts[page.language.value];
  const last = trace.steps.length + (trace.refused ? 1 : 0);
  const shown = shownOf(trace, at);
  const refused = trace.refused && at === last ? trace.refused : undefined;
  return (
    <>
      <h3>{words.entries}</h3>
      <Archive entries={entries} size={size} say={words.entry} />
      <h3>{words.bytes(pickle.length)}</h3>
      <Stepper label={words.opcode} value={at} last={last} choose={go} playLabel={words.play} rate={2} say={(step) => (step === 0 ? words.begin : words.at(step, last, shownOf(trace, step)?.name ?? ""))} />
      <Bytes label={words.bytes(pickle.length)} bytes={pickle} shown={shown} />
      <div class="opcode" role="status">
        <p>{shown ? <><strong>{shown.name}</strong> {words.does[shown.name]}</> : words.begin}</p>
        {shown && <p class="note">{words.argument}: <code>{Array.from(shown.bytes, hex).join(" ")}</code></p>}
        {refused && <p class="refusal"><strong>{words.refused}: <code>{refused.error.code}</code></strong> <span lang="en">{refused.error.message}</span> {words.nothing}</p>}
      </div>
      <div class="stacks">
        <Stack title={words.before} empty={words.empty} values={shown?.before ?? []} other={shown?.after ?? shown?.before ?? []} />
        <Stack title={words.after} empty={words.empty} values={shown?.after ?? []} other={shown?.before ?? []} />
      </div>
      {at === last && [...tensors].map(([name, { shape: [height = 1, width = 1], data }]) => (
        <div key={name} class="tensor">
          <h3>{words.read(name)} [{height}, {width}]</h3>
          <NumberGrid label={name} values={data} height={height} width={width} />
          <p class="note">{words.storage} {storage(entries)}</p>
        </div>
      ))}
    </>
  );
}

function storage(entries: CheckpointFile["entries"]) {
  const bytes = entries.find(({ name }) => name.endsWith("/data/0"))?.bytes ?? new Uint8Array();
  return <code>{Array.from({ length: bytes.length / 4 }, (_, at) => Array.from(bytes.subarray(4 * at, 4 * at + 4), hex).join(" ")).join("  ·  ")}</code>;
}

/** The whole file as a strip, with its entries in their places; between them headers, and what pads them. */
function Archive({ entries, size, say }: { readonly entries: CheckpointFile["entries"]; readonly size: number; say(name: string, place: number, bytes: number): string }) {
  return (
    <>
      <svg class="archive" viewBox={`0 0 ${size} 20`} preserveAspectRatio="none" aria-hidden="true">
        <rect class="headers" width={size} height={20} />
        {entries.map(({ name, place, bytes }) => <rect key={name} class="entry" x={place} width={Math.max(bytes.length, 3)} height={20} />)}
      </svg>
      <ul class="archive-entries">{entries.map(({ name, place, bytes }) => <li key={name}><code>{say(name, place, bytes.length)}</code></li>)}</ul>
    </>
  );
}

const ROW = 16; // bytes

/** Hexadecimal and as letters; the bytes of the opcode that is shown are marked. */
function Bytes({ label, bytes, shown }: { readonly label: string; readonly bytes: Uint8Array; readonly shown: Shown | undefined }) {
  const rows = useMemo(() => Array.from({ length: Math.ceil(bytes.length / ROW) }, (_, row) => bytes.subarray(row * ROW, (row + 1) * ROW)), [bytes]);
  const [from, to] = shown ? [shown.position, shown.position + Math.max(shown.bytes.length, 1)] : [0, 0];
  const cell = (text: (byte: number) => string, row: number) => (byte: number, column: number) => {
    const place = row * ROW + column;
    const separator = text === hex && column < ROW - 1 ? " " : "";
    return from <= place && place < to ? <Fragmented key={column} text={text(byte)} separator={place + 1 < to ? separator : ""} behind={place + 1 < to ? "" : separator} /> : `${text(byte)}${separator}`;
  };
  return (
    <div class="scrolls" role="group" tabIndex={0} aria-label={label}>
      <pre class="bytes">
        {rows.map((row, at) => (
          <code key={at}>
            <span class="place">{String(at * ROW).padStart(4)}  </span>
            {Array.from(row, cell(hex, at))}{"   ".repeat(ROW - row.length)}{"  "}{Array.from(row, cell(letter, at))}{"\n"}
          </code>
        ))}
      </pre>
    </div>
  );
}

const Fragmented = ({ text, separator, behind }: { readonly text: string; readonly separator: string; readonly behind: string }) => <><mark>{text}{separator}</mark>{behind}</>;

interface StackProps {
  readonly title: string;
  readonly empty: string;
  readonly values: readonly string[]; // from the bottom up
  readonly other: readonly string[]; // of the other side of the opcode
}

/** What is on top stands on top; what the opcode takes or puts there is marked. */
function Stack({ title, empty, values, other }: StackProps) {
  const same = values.findIndex((value, at) => value !== other[at]);
  const kept = same < 0 ? values.length : same;
  return (
    <div>
      <h4>{title}</h4>
      {values.length === 0 && <p class="note">{empty}</p>}
      <ol class="stack">{values.map((value, at) => <li key={at} class={at >= kept ? "changed" : undefined}><code>{value}</code></li>).toReversed()}</ol>
    </div>
  );
}
