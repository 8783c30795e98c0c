// Where Winograd's matrices come from. With y_j = Σ_k d_{j+k} · g_k and any numbers u_j,
//
//   Σ_j u_j · y_j  =  Σ_n d_n · s_n,      s the coefficients of the polynomial u(x) · g(x)
//
// A product of polynomials is the product of their values at points p_i, and as many points as s has coefficients say which it is:
// s = V⁻¹ · [u(p_i) · g(p_i)], V the powers of the points. Since u is any, it can be left out:
//
//   y_j  =  Σ_i p_i^j · g(p_i) · (V⁻ᵀ · d)_i          Aᵀ: powers of the points, G: likewise, Bᵀ: V⁻ᵀ
//
// At the point ∞ a polynomial's value is its highest coefficient.
// Source  Winograd 1980, "Arithmetic Complexity of Computations", theorem on transposed algorithms; Lavin & Gray 2015, arXiv:1509.09308, section 4.
import type { Matrix } from "@camlucida/tensor/lab";

/** Row i is of point i. */
export interface Derived {
  readonly A: Matrix; //  [points, m]
  readonly G: Matrix; //  [points, r]
  readonly Bt: Matrix; // [points, points]
}

/** @param points all different, the last one Infinity; m + r − 1 of them */
export function derive(points: readonly number[], m: number, r: number): Derived {
  const powers = (length: number): number[][] =>
    points.map((point) => Array.from({ length }, (_, n) => (point === Infinity ? Number(n === length - 1) : point ** n)));
  const inverse = inverseOf(powers(points.length));
  return { A: powers(m), G: powers(r), Bt: inverse.map((_, i) => inverse.map((row) => row[i] as number)) };
}

/** By elimination with the largest pivot. */
function inverseOf(matrix: Matrix): number[][] {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...Array.from({ length: size }, (_, j) => Number(i === j))]);
  for (let column = 0; column < size; column++) {
    const best = rows.slice(column).reduce((most, row, at) => (Math.abs(row[column] as number) > Math.abs(rows[most]?.[column] ?? 0) ? column + at : most), column);
    [rows[column], rows[best]] = [rows[best] as number[], rows[column] as number[]];
    const pivot = rows[column] as number[];
    rows[column] = pivot.map((value) => value / (pivot[column] as number));
    for (let other = 0; other < size; other++) {
      const factor = rows[other]?.[column] as number;
      if (other !== column) rows[other] = (rows[other] as number[]).map((value, at) => value - factor * (rows[column]?.[at] as number));
    }
  }
  return rows.map((row) => row.slice(size));
}
