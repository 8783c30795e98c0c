// Every network that torchvision publishes of some families, by names and shapes alone: what it is called, that it reads every tensor,
// the ε of its normalisations, and how large and how dear it is. Its numbers are held to PyTorch's for one or two of each family, in families.test.ts.
import { describeNetwork } from "@camlucida/cam";
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

/** Parameters, and multiply-adds in millions for 224 × 224 pixels. Source: `num_params` and `_ops` in the metadata of torchvision 0.15's weights. */
const costs: Readonly<Record<string, readonly [parameters: number, millions: number]>> = {
  efficientnet_b0: [5_288_548, 386],
  mobilenet_v3_small: [2_542_856, 57],
  mobilenet_v3_large: [5_483_032, 217],
  regnet_x_400mf: [5_495_976, 414],
  regnet_y_400mf: [4_344_144, 402],
  convnext_tiny: [28_589_128, 4456],
  convnext_base: [88_591_464, 15_355],
};

test.each(Object.entries(costs))("%s has as many parameters and multiply-adds as torchvision says", async (name, [parameters, millions]) => {
  const published = networks.find((network) => network.name === name) as PublishedNetwork;
  const found = describeNetwork(await checkpointOf(published));
  expect(found.parameters).toMatchObject({ count: parameters, bytes: 4 * parameters });
  expect(Math.abs(found.multiplyAdds / 1e6 - millions)).toBeLessThanOrEqual(0.5); // theirs are rounded to a million
});
