// People's ResNet checkpoints, made by PyTorch (test/reference_conventions.py): each is right, or refused with what to do. What no file can
// show is taken for torchvision's ResNet, and found by --check. docs/checkpoints.md has what is found here as two tables.
import {
  adjoint, architectureOf, CheckpointError, fuse, metadataKeys, recogniseNetwork, runByReferences, type BuiltNetwork, type Checkpoint, type Value,
} from "@camlucida/tensor";
import { decodeFloats, expectClose } from "@camlucida/tensor/testing";
import { compareLogits } from "camlucida/internal";
import { readFile, writeFile } from "node:fs/promises";
import process from "node:process";
import { describe, expect, test } from "vitest";
import { facts, height, imageOf, opened, tables, told, width, type Row } from "./convention_rows.ts";

/** Of the largest logit. Float32 sums through at most ten layers against float64: measured 1e-6. */
const tolerance = 1e-4;

describe.each(["conventions", "variants"] as const)("%s", (table) => {
  test.each(tables[table].filter(({ must }) => must === "right"))("right: $name", (row) => {
    expectClose(logitsOf(opened(row)), expected(row), tolerance, "logits");
  });

  test.each(tables[table].filter(({ gradCam }) => gradCam !== undefined))("Grad-CAM: $name", (row) => {
    expectClose(gradCamOf(told(row)), decodeFloats(row.gradCam as string), tolerance, "map");
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
    const words = /layer1=|shortcut=/.exec(row.stem ?? "")?.[0] ?? (row.stem?.includes("padding") ? "--stem " : `--stem ${row.stem}`);
    expect(error.message).toContain(words);
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
  expect([...tables.conventions, ...tables.variants].filter(({ gradCam }) => gradCam !== undefined).length).toBeGreaterThanOrEqual(50);
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

const expected = ({ logits = "" }: Row): Float32Array => decodeFloats(logits);

const builtOf = (checkpoint: Checkpoint): BuiltNetwork => recogniseNetwork(checkpoint).build([height, width]);

function logitsOf(checkpoint: Checkpoint): Float32Array {
  const { graph, image, logits } = builtOf(checkpoint);
  return runByReferences(fuse(graph, [logits]), [logits], { image: imageOf(image.shape[3] ?? 0) })[logits.name] as Float32Array;
}

/** Σ_k mean(∂y_0/∂A_k) · A_k at the last layer. [h, w] */
function gradCamOf(checkpoint: Checkpoint): Float32Array {
  const { graph: unfused, image, logits, layers } = builtOf(checkpoint);
  const layer = Object.values(layers).at(-1) as Value;
  const graph = fuse(unfused, [logits, layer]);
  const seed = graph.input("seed", logits.shape);
  const [gradient] = adjoint(graph, logits, seed, [layer]) as [Value];
  const first = new Float32Array(logits.shape[1] ?? 0).fill(1, 0, 1);
  const results = runByReferences(graph, [layer, gradient], { image: imageOf(image.shape[3] ?? 0), seed: first });
  const [features, slopes] = [results[layer.name] as Float32Array, results[gradient.name] as Float32Array];
  const channels = layer.shape[3] ?? 1;
  const positions = features.length / channels;
  const weights = Array.from({ length: channels }, (_, k) => slopes.reduce((sum, slope, at) => sum + (at % channels === k ? slope : 0), 0) / positions);
  return Float32Array.from({ length: positions }, (_, at) => weights.reduce((sum, weight, k) => sum + weight * (features[at * channels + k] as number), 0));
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
  expect(architectureOf(told(tables.variants.find(({ stem }) => stem === "stride=1,pool=none") as Row)).stem.pool).toBe("none");
});
