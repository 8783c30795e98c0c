// The inner product of every dense kernel: sums[row, k] += Σ over four channels c of rows[row, c] · weights[c, k].
//
// Layouts   an invocation keeps 8 rows (pixels, or tiles of Winograd's) × 2 quads of output channels, a and b, as four matrices:
//           quads of channels × quads of rows.
// Method    each weight that is read serves 8 rows, each row that is read serves 8 channels. All stays in registers.
// Source    Volkov & Demmel 2008, doi:10.1109/SC.2008.5214359: few threads, each with a tile of the result in registers.
//
// This text is appended to the kernels that sum this way. Each has a function of its own
//   store(row, k, second, a, b)   for the sums a of quad k and b of quad k + second, where second is 0 or 1: see `second_of`.

const TILE_ROWS = 8u;    // of an invocation
const TILE_QUADS = 2u;

struct RegisterTile {
  a_p: mat4x4f,    // quad a × rows 0 … 3
  a_q: mat4x4f,    // quad a × rows 4 … 7
  b_p: mat4x4f,    // quad b × rows 0 … 3
  b_q: mat4x4f,
}

fn multiply_add(sums: ptr<function, RegisterTile>, weights_a: mat4x4f, weights_b: mat4x4f, rows_p: mat4x4f, rows_q: mat4x4f) {
  (*sums).a_p += weights_a * rows_p;
  (*sums).a_q += weights_a * rows_q;
  (*sums).b_p += weights_b * rows_p;
  (*sums).b_q += weights_b * rows_q;
}

// Whether there is a quad behind k: an odd last one is computed twice rather than read past.
fn second_of(k: u32, quads: u32) -> u32 {
  return min(1u, quads - 1u - k);
}

// Rows from `first` to `end`. Written out: a matrix that a variable indexes is no longer kept in registers.
fn store_tile(first: u32, end: u32, k: u32, second: u32, sums: RegisterTile) {
  store_row(first, end, k, second, sums.a_p[0], sums.b_p[0]);
  store_row(first + 1u, end, k, second, sums.a_p[1], sums.b_p[1]);
  store_row(first + 2u, end, k, second, sums.a_p[2], sums.b_p[2]);
  store_row(first + 3u, end, k, second, sums.a_p[3], sums.b_p[3]);
  store_row(first + 4u, end, k, second, sums.a_q[0], sums.b_q[0]);
  store_row(first + 5u, end, k, second, sums.a_q[1], sums.b_q[1]);
  store_row(first + 6u, end, k, second, sums.a_q[2], sums.b_q[2]);
  store_row(first + 7u, end, k, second, sums.a_q[3], sums.b_q[3]);
}

fn store_row(row: u32, end: u32, k: u32, second: u32, a: vec4f, b: vec4f) {
  if (row < end) { store(row, k, second, a, select(a, b, second == 1u)); }
}
