// People's ResNet checkpoints, made by PyTorch (test/reference_conventions.py): each is right, or refused with what to do. What no file can
// show is taken for torchvision's ResNet, and found by --check. docs/checkpoints.md has what is found here as two tables.
import { architectureOf, CheckpointError, fuse, Graph, metadataKeys, readCheckpoint, resnet, runByReferences, writeSafetensors, type Checkpoint, type CheckpointTensor, type Shape } from "@camlucida/tensor";
import { decodeFloats, expectClose, readFixture, readFixtureBytes, seeded } from "@camlucida/tensor/testing";
import { compareLogits } from "camlucida/internal";
import { readFile, writeFile } from "node:fs/promises";
import process from "node:process";
import { describe, expect, test } from "vitest";

interface Row {
  readonly name: string;
  /** hidden: no file can show that it is another network; asked: only `stem` says the rest. */
  readonly must: "right" | "refused" | "asked" | "hidden";
  readonly file?: string; // in fixtures/conventions
  readonly tensors?: readonly (readonly [name: string, shape: Shape, seed: number, kind: "w" | "s" | "b"])[];
  readonly logits?: string; // [1, classes], PyTorch's, where it must be known
  readonly stem?: string;
  readonly bottleneck_stride?: string;
  readonly batch_norm_epsilon?: string;
}

interface Tables {
  readonly shape: Shape; // [1, H, W, 3] of the image
  readonly conventions: readonly Row[];
  readonly variants: readonly Row[];
}

const tables = await readFixture<Tables>(import.meta.url, "../fixtures/conventions.json");
const image = seeded(1000, tables.shape.reduce((product, side) => product * side, 1), 2);

/** Of the largest logit. Float32 sums through at most ten layers against float64: measured 1e-6. */
const tolerance = 1e-4;

const checkpoints = new Map<Row, Checkpoint | CheckpointError>();
for (const row of [...tables.conventions, ...tables.variants]) checkpoints.set(row, await read(row));

describe.each(["conventions", "variants"] as const)("%s", (table) => {
  test.each(tables[table].filter(({ must }) => must === "right"))("right: $name", (row) => {
    expectClose(logitsOf(opened(row)), expected(row), tolerance, "logits");
  });

  test.each(tables[table].filter(({ must }) => must === "refused"))("refused: $name", (row) => {
    const error = refusalOf(row);
    expect(error.code).toMatch(/^checkpoint-/);
    expect(error.message).toMatch(/Likely cause: |in Python[,:] |Save one of them: |Supported: |Only networks/i); // what to do
    expect(error.message.length).toBeLessThan(1000);
  });

  test.each(tables[table].filter(({ must }) => must === "asked"))("asked, then right: $name", (row) => {
    const error = refusalOf(row);
    expect(error.code).toBe("checkpoint-stem");
    if (row.stem?.includes("padding") === false) expect(error.message).toContain(row.stem.includes("layer1") ? "layer1=2" : `--stem ${row.stem}`);
    expectClose(logitsOf(told(row)), expected(row), tolerance, "logits");
  });

  test.each(tables[table].filter(({ must }) => must === "hidden"))("found by --check: $name", (row) => {
    const saved = { file: "logits.npy", logits: Float64Array.from(expected(row)) };
    const labels = [...expected(row)].map(String);
    expect(compareLogits(logitsOf(opened(row)), saved, labels).ok).toBe(false);
    if (told(row) === opened(row)) return;
    expectClose(logitsOf(told(row)), expected(row), tolerance, "logits");
    expect(compareLogits(logitsOf(told(row)), saved, labels).ok).toBe(true);
  });
});

test("none is silently wrong, and the tables are long enough to mean something", () => {
  expect(tables.conventions.length).toBeGreaterThanOrEqual(40);
  expect(tables.variants.length).toBeGreaterThanOrEqual(20);
  const open = [...tables.conventions, ...tables.variants].filter((row) => row.must !== "hidden" && !(refusal(row) instanceof CheckpointError));
  expect(open.every((row) => row.must === "right")).toBe(true); // and the tests above have compared them
});

/** Renew it: CAMLUCIDA_RENEW=1 before this test. */
test("docs/checkpoints.md has what was found", async () => {
  const path = new URL("../../docs/checkpoints.md", import.meta.url);
  let text = await readFile(path, "utf8");
  for (const name of ["conventions", "variants"] as const) {
    const [begin, end] = [`<!-- ${name} -->\n`, `<!-- end of ${name} -->`];
    const [before = "", within = ""] = text.split(begin);
    const written = `\n${tableOf(tables[name])}\n`;
    if (process.env["CAMLUCIDA_RENEW"]) text = `${before}${begin}${written}${end}${text.split(end)[1] ?? ""}`;
    else expect(within.split(end)[0]).toBe(written);
  }
  if (process.env["CAMLUCIDA_RENEW"]) await writeFile(path, text);
});

async function read({ file, tensors = [] }: Row): Promise<Checkpoint | CheckpointError> {
  const drawn = new Map(tensors.map(([name, shape, seed, kind]): [string, CheckpointTensor] => [name, { shape, data: draw(seed, kind, shape) }]));
  const bytes = file === undefined ? writeSafetensors(drawn) : await readFixtureBytes(import.meta.url, `../fixtures/conventions/${file}`);
  try {
    return readCheckpoint(bytes);
  } catch (error) {
    if (error instanceof CheckpointError) return error;
    throw error;
  }
}

/** As test/reference_conventions.py draws them. */
function draw(seed: number, kind: "w" | "s" | "b", shape: Shape): Float32Array {
  const product = (sides: Shape): number => sides.reduce((so, side) => so * side, 1);
  if (kind === "w") return seeded(seed, product(shape), Math.sqrt((shape.length === 4 ? 6 : 3) / Math.max(1, product(shape.slice(1)))));
  return seeded(seed, product(shape), kind === "s" ? 0.5 : 0.25).map((x) => (kind === "s" ? 1 : 0) + x);
}

function opened(row: Row): Checkpoint {
  const checkpoint = checkpoints.get(row);
  if (checkpoint === undefined || checkpoint instanceof CheckpointError) throw checkpoint;
  return checkpoint;
}

const facts = ["stem", "bottleneck_stride", "batch_norm_epsilon"] as const;

/** With what the row says beside the file; the same where it says nothing. */
function told(row: Row): Checkpoint {
  const said = facts.flatMap((fact) => (row[fact] === undefined ? [] : [[`camlucida.${fact}`, row[fact]]]));
  const checkpoint = opened(row);
  return said.length === 0 ? checkpoint : { ...checkpoint, metadata: { ...checkpoint.metadata, ...(Object.fromEntries(said) as Record<string, string>) } };
}

const expected = ({ logits = "" }: Row): Float32Array => decodeFloats(logits);

function logitsOf(checkpoint: Checkpoint): Float32Array {
  const graph = new Graph();
  const { logits } = resnet(graph, checkpoint, graph.input("image", tables.shape));
  return runByReferences(fuse(graph, [logits]), [logits], { image })[logits.name] as Float32Array;
}

/** Why it is refused, when it is read or when its network is built; undefined where it is not. */
function refusal(row: Row): CheckpointError | undefined {
  try {
    logitsOf(opened(row));
    return undefined;
  } catch (error) {
    if (error instanceof CheckpointError) return error;
    throw error;
  }
}

function refusalOf(row: Row): CheckpointError {
  const error = refusal(row);
  if (error === undefined) throw new Error(`${row.name} was accepted`);
  return error;
}

function tableOf(rows: readonly Row[]): string {
  return ["| The file | camlucida |", "|---|---|", ...rows.map((row) => `| ${row.name} | ${verdictOn(row)} |`)].join("\n");
}

function verdictOn(row: Row): string {
  const said = facts.flatMap((fact) => (row[fact] === undefined ? [] : [fact === "stem" ? `\`--stem ${row.stem}\`` : `\`camlucida.${fact}\` = \`${row[fact]}\``])).join(", ");
  const error = row.must === "refused" ? refusalOf(row) : undefined;
  switch (row.must) {
    case "right": return "right";
    case "asked": return `asks for ${said}, then right`;
    case "hidden": return `cannot be seen in a file: \`--check\` finds it${said === "" ? "" : `; right with ${said}`}`;
    case "refused": return `refused: ${causeIn(error?.message ?? "")} (\`${error?.code}\`)`;
  }
}

/** The cause that a message guesses, else its first sentence. */
function causeIn(message: string): string {
  const patterns = [/Likely cause: (.*?)\.(?: |$)/, /It looks like (.*?)[.:](?: |$)/, /^(?:weights: )?(.*?)[.;:] /];
  return patterns.map((pattern) => pattern.exec(message)?.[1]).find((found) => found !== undefined) ?? message;
}

test("the keys that the tables use are those of the metadata", () => {
  expect(facts.map((fact) => `camlucida.${fact}`)).toEqual([metadataKeys.stem, metadataKeys.bottleneckStride, metadataKeys.batchNormEpsilon]);
  expect(architectureOf(told(tables.variants.find(({ stem }) => stem !== undefined) as Row)).stem.pool).toBe("none");
});
