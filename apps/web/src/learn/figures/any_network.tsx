// An ONNX file's nodes and the steps that they became: by the project's own reader, which runs in the engine's worker.
import { useEffect, useRef, useState } from "preact/hooks";
import type { OnnxReading } from "../../engine/onnx_reading.ts";
import { SourceMark } from "../../sources/SourceMark.tsx";
import { Choice, FileButton } from "../../view/controls.tsx";
import type { FigureProps } from "../figure.ts";
import { NodeDetail } from "./any_network/NodeDetail.tsx";
import { NodeList } from "./any_network/NodeList.tsx";
import { type AnyNetworkWords, words as texts } from "./any_network.words.ts";
import "./any_network.css";

/** As torch.onnx.export wrote them: see test/reference_onnx.py. */
const examples = {
  mobile: new URL("../../../../../packages/tensor/src/onnx/fixtures/mobile_17.onnx", import.meta.url),
  flat: new URL("../../../../../packages/tensor/src/onnx/fixtures/flat_13.onnx", import.meta.url),
  next: new URL("../../../../../packages/tensor/src/onnx/fixtures/next_13.onnx", import.meta.url),
} as const;

type Example = keyof typeof examples;

/** A file that was read. */
interface Read {
  readonly source: Example | File;
  readonly reading: OnnxReading;
}

export default function AnyNetwork({ page, material: { engine } }: FigureProps) {
  const words = texts[page.language.value];
  const [read, setRead] = useState<Read | undefined>(undefined);
  const asked = useRef(0); // only what was asked for last is shown; what cannot be read leaves what is there
  const open = (source: Example | File): void => {
    const turn = ++asked.current;
    fileOf(source).then((file) => engine.onnxReading(file)).then((reading) => { if (turn === asked.current) setRead({ source, reading }); }, page.report);
  };
  useEffect(() => open(read?.source ?? "mobile"), [engine]);
  if (!read) return <p class="note figure-waits">{page.text.value.working}</p>;
  const { source, reading } = read;
  const own: readonly (readonly [string, string])[] = typeof source === "string" ? [] : [["own", words.own(source.name)]];
  const choices = [...(Object.keys(examples) as Example[]).map((name) => [name, words.examples[name]] as const), ...own];
  return (
    <div class="any-network">
      <div class="choices">
        <Choice label={words.file} value={typeof source === "string" ? source : "own"} choices={choices} choose={(name) => { if (name in examples) open(name as Example); }} />
        <FileButton label={words.bring} accept=".onnx" choose={([file]) => { if (file) open(file); }} />
        <SourceMark page={page} path="packages/tensor/src/onnx/network.ts" name="onnxNetwork" />
      </div>
      <Reading key={reading.nodes} words={words} page={page} reading={reading} />
    </div>
  );
}

async function fileOf(wanted: Example | File): Promise<Blob> {
  if (typeof wanted !== "string") return wanted;
  const answer = await fetch(examples[wanted]);
  if (!answer.ok) throw new Error(`${examples[wanted].pathname} answers ${answer.status}.`);
  return answer.blob();
}

interface ReadingProps extends Pick<FigureProps, "page"> {
  readonly words: AnyNetworkWords;
  readonly reading: OnnxReading;
}

function Reading({ words, page, reading }: ReadingProps) {
  const shown = reading.nodes.flatMap((node, at) => (node.became === "known" ? [] : [at]));
  const [chosen, choose] = useState(() => firstWorthALook(reading) ?? shown[0] ?? 0);
  const known = reading.nodes.filter(({ became }) => became === "known");
  return (
    <>
      <p class="note">{words.facts(reading.producer, reading.opset, `[${reading.image.join(", ")}]`)} <strong>{words.counts(reading.nodes.reduce((sum, { joined }) => sum + 1 + joined.length, 0), reading.steps.length, reading.fused)}</strong></p>
      <div class="nodes-and-detail">
        <NodeList words={words} reading={reading} shown={shown} chosen={chosen} choose={choose} />
        <NodeDetail words={words} page={page} reading={reading} at={chosen} />
      </div>
      {known.length > 0 && <p class="note">{words.known(known.length, counted(known.map(({ op }) => op)))}</p>}
      {reading.skipped.length > 0 && <p class="note">{words.skipped(reading.skipped.join(", "))}</p>}
    </>
  );
}

/** Several nodes that became one, a Flatten, or whatever comes first. */
const firstWorthALook = ({ nodes }: OnnxReading): number | undefined =>
  [nodes.findIndex(({ joined }) => joined.length > 0), nodes.findIndex(({ became, op }) => became === "placed" && op === "Flatten")].find((at) => at >= 0);

/** "Constant ×12, Shape" */
function counted(kinds: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => (count > 1 ? `${kind} ×${count}` : kind)).join(", ");
}
