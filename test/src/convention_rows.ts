// People's ResNet checkpoints as test/reference_conventions.py stores them, and what PyTorch makes of each.
import { CheckpointError, readCheckpoint, writeSafetensors, type Checkpoint, type CheckpointTensor, type Shape } from "@camlucida/tensor";
import { readFixture, readFixtureBytes, seeded } from "@camlucida/tensor/testing";
import { draw, type DrawnKind } from "./kinds/drawn.ts";

export interface Row {
  readonly name: string;
  /** hidden: no file can show that it is another network; asked: only `stem` says the rest. */
  readonly must: "right" | "refused" | "asked" | "hidden";
  readonly file?: string; // in fixtures/conventions
  readonly tensors?: readonly (readonly [name: string, shape: Shape, seed: number, kind: DrawnKind])[];
  readonly channels?: number; // of the image; 3, unless said
  readonly features?: boolean; // a backbone: its logits are its features' means
  readonly logits?: string; // [1, classes], PyTorch's, where it must be known
  readonly gradCam?: string; // [h, w], PyTorch's, of class 0 at the last stage
  readonly stem?: string;
  readonly bottleneck_stride?: string;
  readonly batch_norm_epsilon?: string;
}

export interface Tables {
  readonly shape: Shape; // [1, H, W, 3] of the image
  readonly conventions: readonly Row[];
  readonly variants: readonly Row[];
}

export const tables = await readFixture<Tables>(import.meta.url, "../fixtures/conventions.json");
export const [, height = 0, width = 0] = tables.shape;
/** [height, width, channels] */
export const imageOf = (channels: number): Float32Array => seeded(1000, height * width * channels, 2);

const checkpoints = new Map<Row, Checkpoint | CheckpointError>();
for (const row of [...tables.conventions, ...tables.variants]) checkpoints.set(row, await read(row));

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

export function opened(row: Row): Checkpoint {
  const checkpoint = checkpoints.get(row);
  if (checkpoint === undefined || checkpoint instanceof CheckpointError) throw checkpoint;
  return checkpoint;
}

export const facts = ["stem", "bottleneck_stride", "batch_norm_epsilon"] as const;

/** With what the row says beside the file; the same where it says nothing. */
export function told(row: Row): Checkpoint {
  const said = facts.flatMap((fact) => (row[fact] === undefined ? [] : [[`camlucida.${fact}`, row[fact]]]));
  const checkpoint = opened(row);
  return said.length === 0 ? checkpoint : { ...checkpoint, metadata: { ...checkpoint.metadata, ...(Object.fromEntries(said) as Record<string, string>) } };
}
