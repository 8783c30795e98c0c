// Spectral clustering: groups of which each hangs together, whatever its form. The graph's normalised Laplacian has as many eigenvalues near 0 as
// the graph has parts that hardly touch, and its eigenvectors lay these parts apart, where k-means finds them.
// Sources: Shi and Malik, Normalized cuts and image segmentation, 2000; von Luxburg, A tutorial on spectral clustering, 2007;
// for maps: Lapuschkin et al., Unmasking Clever Hans predictors, 2019 (SpRAy).
import { kmeans } from "ml-kmeans";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/** The smallest eigenvalues of a graph, and where each of its nodes lies by their eigenvectors. */
export interface Embedding {
  readonly eigenvalues: readonly number[]; // ascending, 0…2
  readonly positions: readonly (readonly number[])[]; // [n][eigenvalues]: eigenvectors of I − D⁻¹·W
}

/** @param affinity W, symmetric, without loops, every node with a neighbour */
export function embeddingOf(affinity: Matrix, count: number): Embedding {
  const scales = affinity.to2DArray().map((row) => 1 / Math.sqrt(row.reduce((sum, value) => sum + value, 0)));
  const laplacian = Matrix.eye(affinity.rows).sub(affinity.clone().mulColumnVector(scales).mulRowVector(scales));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(laplacian, { assumeSymmetric: true });
  return {
    eigenvalues: realEigenvalues.slice(0, count),
    positions: eigenvectorMatrix.to2DArray().map((row, node) => row.slice(0, count).map((value) => value * (scales[node] as number))),
  };
}

/**
 * The eigengap: as many clusters as there are eigenvalues before the widest step.
 * @param eigenvalues ascending
 */
export function clustersByGap(eigenvalues: readonly number[]): number {
  const steps = eigenvalues.slice(1).map((value, at) => value - (eigenvalues[at] as number));
  return steps.indexOf(Math.max(...steps)) + 1;
}

const starts = 8; // of k-means, from different seeds: the tightest result is kept

/** @returns the rows of each cluster. @param seed of k-means: the same one gives the same clusters */
export function spectralClusters({ positions }: Embedding, count: number, seed: number): number[][] {
  if (count === 1) return [positions.map((_, row) => row)];
  const points = positions.map((row) => row.slice(0, count));
  const tries = Array.from({ length: starts }, (_, start) => kmeans(points, count, { seed: seed + start, initialization: "kmeans++" }));
  const errorOf = (found: (typeof tries)[number]): number => found.computeInformation(points).reduce((sum, { error, size }) => sum + error * size, 0);
  const { clusters } = tries.map((found) => ({ clusters: found.clusters, error: errorOf(found) })).reduce((best, one) => (one.error < best.error ? one : best));
  return Array.from({ length: count }, (_, cluster) => clusters.flatMap((of, row) => (of === cluster ? [row] : []))).filter((rows) => rows.length > 0);
}
