// Arithmetic with broadcasting.   out[n,p,c] = a[n,p,c] ∘ b[n,p,c]; along an axis of length 1 an operand's one number counts everywhere
//
// Layouts   out: [N, POSITIONS, CHANNELS], where a map's H·W is one axis; a, b: likewise, each axis as long or 1; four channels per vec4f.
//           Padding lanes are written as 0: a number that is added, or a quotient 0/0, would fill them.
// Method    one invocation per quad; the grid is two-dimensional because one axis holds at most 65,535 workgroups.

const ADD = 1u;
const SUBTRACT = 2u;
const MULTIPLY = 3u;
const DIVIDE = 4u;
const PRELU = 5u;          // a where a > 0, else b·a
const PRELU_SLOPE = 6u;    // its derivative: 1 where a > 0, else b

override FUNCTION: u32;
override QUADS: u32;         // vec4s of out in all
override ROW: u32;           // invocations along x
override POSITIONS: u32;
override CHANNELS: u32;
override A_IMAGE: u32;       // vec4s of a from image to image, 0 where all share one
override A_POSITION: u32;    // … from position to position
override A_CHANNEL: u32;     // 1, or 0 where all channels share one
override B_IMAGE: u32;
override B_POSITION: u32;
override B_CHANNEL: u32;

@group(0) @binding(0) var<storage, read>       a:      array<vec4f>;
@group(0) @binding(1) var<storage, read>       b:      array<vec4f>;
@group(0) @binding(2) var<storage, read_write> output: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.y * ROW + id.x;
  if (at >= QUADS) { return; }
  let channel_quads = (CHANNELS + 3u) / 4u;
  let c = at % channel_quads;
  let p = at / channel_quads % POSITIONS;
  let n = at / channel_quads / POSITIONS;
  let left = a[n * A_IMAGE + p * A_POSITION + c * A_CHANNEL];
  let right = b[n * B_IMAGE + p * B_POSITION + c * B_CHANNEL];
  let result = combined(select(left.xxxx, left, A_CHANNEL == 1u), select(right.xxxx, right, B_CHANNEL == 1u));
  output[at] = select(vec4f(0), result, c * 4u + vec4u(0, 1, 2, 3) < vec4u(CHANNELS));
}

fn combined(x: vec4f, y: vec4f) -> vec4f {
  switch FUNCTION {
    case ADD: { return x + y; }
    case SUBTRACT: { return x - y; }
    case MULTIPLY: { return x * y; }
    case DIVIDE: { return x / y; }
    case PRELU: { return select(y * x, x, x > vec4f(0)); }
    case PRELU_SLOPE: { return select(y, vec4f(1), x > vec4f(0)); }
    default: { return x; }
  }
}
