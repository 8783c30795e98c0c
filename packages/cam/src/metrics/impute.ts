// Missing pixels from those around them: each is the weighted mean of its eight neighbours, other missing ones included.
//
//   x_i · Σ_j w_ij = Σ_j w_ij · x_j   for every missing pixel i, over its neighbours j inside the image,
//   w = 1/6 for the four direct neighbours, 1/12 for the four diagonal ones
//
// With the known pixels on the right this is A·x = b, sparse, symmetric, and positive definite as soon as one pixel is known.
// Solved by conjugate gradients, one channel at a time, in float64.
//
// Shapes    image [H, W, 3]. The solver's grids are [H + 2, W + 2]: a ring of zeros spares the border its special cases.
// Source    Rong et al. 2022, arXiv:2202.00449 (noisy linear imputation); Hestenes & Stiefel 1952 for the solver.

/** ‖b − A·x‖ ≤ tolerance · ‖b‖. At 224 × 224 no value is then off by more than about 5e-5, a small part of ROAD's noise. */
const tolerance = 1e-6;

/** The rounds grow with the side of what is missing: about 560 for 80 % of 224 × 224 in one piece, where 8960 are allowed. */
const roundsPerSide = 20;

interface System {
  readonly stride: number; //           of the grids: width + 2
  readonly missing: Int32Array; //      [n], places in the grids
  readonly diagonal: Float64Array; //   [n], of A: 1, less at the image's border
}

/**
 * @param missing indices of pixels, 0 … H·W − 1; at least one pixel must not be among them
 * @returns [H, W, 3], the known pixels as they were; undefined if the tolerance was not met in `mostRounds`
 */
export function impute(
  image: Float32Array, width: number, height: number, missing: Uint32Array, mostRounds = roundsPerSide * (width + height),
): Float32Array | undefined {
  const system = systemOf(width, height, missing);
  const imputed = image.slice();
  for (let channel = 0; channel < 3; channel++) {
    const known = ringed(width, height, (pixel) => image[3 * pixel + channel]!);
    for (const at of system.missing) known[at] = 0;
    const right = Float64Array.from(system.missing, (at) => neighbourSum(known, at, system.stride));
    const solution = conjugateGradients(system, right, known.length, mostRounds);
    if (!solution) return undefined;
    missing.forEach((pixel, i) => { imputed[3 * pixel + channel] = solution[i]!; });
  }
  return imputed;
}

function systemOf(width: number, height: number, pixels: Uint32Array): System {
  const stride = width + 2;
  const inside = ringed(width, height, () => 1);
  const missing = Int32Array.from(pixels, (pixel) => (Math.floor(pixel / width) + 1) * stride + (pixel % width) + 1);
  return { stride, missing, diagonal: Float64Array.from(missing, (at) => neighbourSum(inside, at, stride)) };
}

/** [H, W] → [H + 2, W + 2] */
function ringed(width: number, height: number, value: (pixel: number) => number): Float64Array {
  const grid = new Float64Array((width + 2) * (height + 2));
  for (let pixel = 0; pixel < width * height; pixel++) grid[(Math.floor(pixel / width) + 1) * (width + 2) + (pixel % width) + 1] = value(pixel);
  return grid;
}

/** Σ_j w_ij · x_j */
function neighbourSum(grid: Float64Array, at: number, stride: number): number {
  const direct = grid[at - stride]! + grid[at - 1]! + grid[at + 1]! + grid[at + stride]!;
  const diagonal = grid[at - stride - 1]! + grid[at - stride + 1]! + grid[at + stride - 1]! + grid[at + stride + 1]!;
  return direct / 6 + diagonal / 12;
}

/** x [n] with A·x = right, from x = 0; undefined if that takes more than `mostRounds`. */
function conjugateGradients(system: System, right: Float64Array, gridLength: number, mostRounds: number): Float64Array | undefined {
  const { missing } = system;
  const solution = new Float64Array(right.length);
  const residual = right.slice();
  const direction = new Float64Array(gridLength); // zero wherever a pixel is known
  const product = new Float64Array(right.length); // A·direction
  let squared = squaredLength(residual);
  const enough = tolerance ** 2 * squared;
  for (let i = 0; i < missing.length; i++) direction[missing[i]!] = right[i]!;
  for (let round = 0; squared > enough; round++) {
    if (round === mostRounds) return undefined;
    const step = squared / multiply(system, direction, product);
    for (let i = 0; i < missing.length; i++) {
      solution[i]! += step * direction[missing[i]!]!;
      residual[i]! -= step * product[i]!;
    }
    const before = squared;
    squared = squaredLength(residual);
    for (let i = 0; i < missing.length; i++) direction[missing[i]!] = residual[i]! + (squared / before) * direction[missing[i]!]!;
  }
  return solution;
}

/** Writes A·direction into `product`. @returns ⟨direction, A·direction⟩ */
function multiply({ stride, missing, diagonal }: System, direction: Float64Array, product: Float64Array): number {
  let inner = 0;
  for (let i = 0; i < missing.length; i++) {
    const at = missing[i]!;
    product[i] = diagonal[i]! * direction[at]! - neighbourSum(direction, at, stride);
    inner += direction[at]! * product[i]!;
  }
  return inner;
}

function squaredLength(vector: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i]! * vector[i]!;
  return sum;
}
