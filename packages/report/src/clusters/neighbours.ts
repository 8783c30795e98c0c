// How alike the maps of a class are: the graph that joins each to its nearest neighbours.
import { Matrix } from "ml-matrix";

/**
 * Euclidean distances between vectors of length 1: √(2 − 2·cosine), so that only where the evidence lies matters.
 * @param rows shares of evidence, all of one length; of none all are 0
 * @returns [n, n]
 */
export function distancesBetween(rows: readonly ArrayLike<number>[]): Matrix {
  const units = rows.map(unit);
  const distances = Matrix.zeros(rows.length, rows.length);
  for (let i = 0; i < units.length; i++) for (let j = 0; j < i; j++) {
    const distance = Math.sqrt(Math.max(0, 2 - 2 * dot(units[i] as Float64Array, units[j] as Float64Array)));
    distances.set(i, j, distance);
    distances.set(j, i, distance);
  }
  return distances;
}

function unit(row: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(row);
  const length = Math.sqrt(dot(values, values));
  return values.map((value) => value / length);
}

function dot(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at] as number) * (other[at] as number);
  return sum;
}

/**
 * Each row's nearest others, nearest first; of equal ones the first.
 * @returns [n][count]
 */
export function nearestOf(distances: Matrix, count: number): number[][] {
  return Array.from({ length: distances.rows }, (_, row) => {
    const others = Array.from({ length: distances.rows }, (_, other) => other).filter((other) => other !== row);
    return others.sort((a, b) => distances.get(row, a) - distances.get(row, b) || a - b).slice(0, count);
  });
}

/**
 * The graph of nearest neighbours: 1 where each of two is the other's, ½ where one is.
 * Source: von Luxburg, A tutorial on spectral clustering, 2007, section 2.2, made symmetric as scikit-learn does.
 * @returns [n, n]
 */
export function affinityOf(distances: Matrix, neighbours: number): Matrix {
  const affinity = Matrix.zeros(distances.rows, distances.rows);
  nearestOf(distances, neighbours).forEach((others, row) => others.forEach((other) => {
    affinity.set(row, other, affinity.get(row, other) + 0.5);
    affinity.set(other, row, affinity.get(other, row) + 0.5);
  }));
  return affinity;
}
