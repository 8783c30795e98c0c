// Every network that torchvision publishes of some families, by names and shapes alone: what it is called, that it reads every tensor,
// and the ε of its normalisations. Its numbers are held to PyTorch's for one or two of each family, in families.test.ts.
import { recogniseNetwork, type Checkpoint } from "@camlucida/tensor";
import { readFixture } from "@camlucida/tensor/testing";
import { describe, expect, test } from "vitest";

interface PublishedNetwork {
  readonly name: string;
  readonly epsilon: number;
  readonly tensors: string; // base64 of gzip of JSON, [name, shape] each
}

const { networks } = await readFixture<{ readonly networks: readonly PublishedNetwork[] }>(import.meta.url, "../fixtures/families/published.json");

async function checkpointOf({ tensors }: PublishedNetwork): Promise<Checkpoint> {
  const bytes = Uint8Array.from(atob(tensors), (letter) => letter.charCodeAt(0));
  const text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  const entries = JSON.parse(text) as [string, number[]][];
  return { tensors: new Map(entries.map(([name, shape]) => [name, { shape, data: new Float32Array(0) }])), metadata: {}, skipped: [] };
}

describe.each(networks)("$name", (published) => {
  test("is built of all its tensors, under its name and with its ε", async () => {
    const { name, epsilon } = published;
    const network = recogniseNetwork(await checkpointOf(published));
    expect(network).toMatchObject({ name, classes: 1000, unread: [] });
    const { graph, logits, layers } = network.build([224, 224]);
    expect(logits.shape).toEqual([1, 1000]);
    expect(Object.values(layers).at(-1)?.shape.slice(0, 3)).toEqual([1, 7, 7]);
    const epsilons = graph.steps.map(({ constants }) => constants["epsilon"]).filter((each) => each); // layer scale has none
    expect(new Set(epsilons)).toEqual(new Set([epsilon]));
  });
});
