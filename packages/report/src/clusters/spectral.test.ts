// Held against scikit-learn: test/reference_clusters.py.
import { readFixture } from "@camlucida/tensor/testing";
import { expect, test } from "vitest";
import { affinityOf, distancesBetween } from "./neighbours.ts";
import { clustersByGap, embeddingOf, spectralClusters } from "./spectral.ts";

interface SpectralCase {
  readonly name: string;
  readonly neighbours: number;
  readonly rows: readonly (readonly number[])[]; // shares, [n][49]
  readonly eigenvalues: readonly number[]; // the smallest 11
  readonly clusters: readonly number[]; // of each row
}

const reference = await readFixture<SpectralCase[]>(import.meta.url, "fixtures/spectral.json");

const inOrder = (clusters: readonly (readonly number[])[]): number[][] => clusters.map((rows) => [...rows].sort((a, b) => a - b)).sort((a, b) => (a[0] as number) - (b[0] as number));

test.each(reference)("$name: eigenvalues and clusters are scikit-learn's", ({ rows, neighbours, eigenvalues, clusters }) => {
  const embedding = embeddingOf(affinityOf(distancesBetween(rows), neighbours), eigenvalues.length);
  embedding.eigenvalues.forEach((value, at) => expect(value).toBeCloseTo(eigenvalues[at] as number, 9)); // stored with 12 decimals
  const count = Math.max(...clusters) + 1;
  const theirs = Array.from({ length: count }, (_, cluster) => clusters.flatMap((of, row) => (of === cluster ? [row] : [])));
  expect(inOrder(spectralClusters(embedding, count, 1))).toEqual(inOrder(theirs));
});

test("the widest step between eigenvalues says how many clusters there are", () => {
  expect(clustersByGap([0, 0.4, 0.45])).toBe(1);
  expect(clustersByGap([0, 0.01, 0.02, 0.5, 0.6])).toBe(3);
});
