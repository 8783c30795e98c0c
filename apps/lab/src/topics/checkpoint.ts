// How a PyTorch checkpoint is read without Python: the zip archive around it, its pickle opcode by opcode, and the file that
// asks for a command. The two files come with the page, and torch.save wrote them: test/reference_pickle.py.
import { CheckpointError, readCheckpoint } from "@camlucida/tensor";
import { openZip, type PickleTrace, tracePickle, type ZipArchive } from "@camlucida/tensor/lab";
import { readFile } from "node:fs/promises";
import { grid, number, paragraphs, shortened, titled } from "../text.ts";
import { LabError, type Topic } from "../topic.ts";

const site = new URL("../../../web/public/checkpoint/", import.meta.url);

export const checkpoint: Topic = {
  name: "checkpoint",
  question: "What is in a .pth file, and how is it read without running it?",
  worked: async () => {
    const [tiny, hostile] = await Promise.all(["tiny.pth", "hostile.pth"].map(async (name) => new Uint8Array(await readFile(new URL(name, site)))) as [Promise<Uint8Array>, Promise<Uint8Array>]);
    return paragraphs(
      titled(`tiny.pth, ${tiny.length} bytes: a zip archive, nothing compressed`, entriesOf(tiny)),
      titled("Its pickle, without the BINPUTs, which number values for later", opcodesOf(traceOf(tiny))),
      tensorsOf(tiny),
      refusalOf("hostile.pth", traceOf(hostile)),
    );
  },
  async *here([path, ...others]) {
    if (path === undefined) return;
    if (others.length > 0) throw new LabError("lab-words", `lab: "checkpoint" takes one file; these were given too: ${others.join(" ")}.`);
    const bytes = new Uint8Array(await readFile(path));
    const trace = traceOf(bytes);
    yield titled(`${path}, ${bytes.length} bytes`, entriesOf(bytes));
    yield opcodesOf({ ...trace, steps: trace.steps.slice(0, MOST) });
    yield trace.refused ? refusalOf(path, trace) : `${trace.steps.length} opcodes, read to the end.`;
  },
};

const MOST = 400; // opcodes of somebody's own file

/** The pickle of everything but the numbers. @throws CheckpointError for what is no zip archive of torch.save's */
function traceOf(bytes: Uint8Array): PickleTrace {
  const archive = openZip(bytes);
  const name = archive.names.find((one) => one.endsWith("data.pkl"));
  const pickle = name === undefined ? undefined : archive.read(name);
  if (!pickle) throw new CheckpointError("checkpoint-unknown-format", "lab: the archive has no data.pkl, so torch.save did not write it. Give a .pth of PyTorch 1.6 or later.");
  return tracePickle(pickle);
}

/** Each entry with where its bytes lie in the file. */
function entriesOf(bytes: Uint8Array): string {
  const archive = openZip(bytes);
  return archive.names.map((name) => `${String(placeOf(archive, name, bytes)).padStart(5)}  ${name.padEnd(20)}${String(archive.read(name)?.length).padStart(5)} bytes`).join("\n");
}

const placeOf = (archive: ZipArchive, name: string, bytes: Uint8Array): number => (archive.read(name)?.byteOffset ?? 0) - bytes.byteOffset;

/** A line an opcode: where it stands, and how high the stack is behind it, with what on top. */
function opcodesOf({ steps }: PickleTrace): string {
  const shown = steps.filter(({ name }) => name !== "BINPUT");
  return [" byte  opcode       height  on top", ...shown.map(({ position, name, after }) =>
    `${String(position).padStart(5)}  ${name.padEnd(12)}${String(after.length).padStart(7)}  ${shortened(after.at(-1) ?? "", 48)}`.trimEnd())].join("\n");
}

/** What the engine's own reader makes of the file. */
const tensorsOf = (bytes: Uint8Array): string =>
  [...readCheckpoint(bytes).tensors].map(([name, { shape, data }]) => titled(`${name} [${shape.join(", ")}]`, grid(data, { width: shape.at(-1) ?? 1, decimals: 2 }))).join("\n");

function refusalOf(name: string, { steps, refused }: PickleTrace): string {
  if (!refused) return `${name}: nothing is refused.`;
  const argument = new TextDecoder().decode(refused.bytes.subarray(1)).trim().replace("\n", ".");
  return `${name}: ${number(steps.length)} opcodes are read, then byte ${refused.position}: ${refused.name} ${argument}\nrefused, ${refused.error.code}: nothing of the file is used, and nothing was run.`;
}
