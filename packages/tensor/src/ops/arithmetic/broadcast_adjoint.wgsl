// Adjoint of broadcasting.   out[n,p,c] = Σ of g over the axes along which out has length 1
//
// Layouts   g: [IMAGES, POSITIONS, CHANNELS], the gradient of what was made of the operand, where a map's H·W is one axis;
//           out: [OUT_IMAGES, OUT_POSITIONS, OUT_CHANNELS], the operand's gradient, each axis as long or 1; four channels per vec4f.
// Method    one workgroup per quad of out: each invocation strides over what is summed, then a tree reduction. An axis that is as long
//           in both has one term; padding lanes of g are 0 and count in no sum.

override QUADS: u32;    // vec4s of out in all
override ROW: u32;      // workgroups along x
override IMAGES: u32;
override POSITIONS: u32;
override CHANNELS: u32;
override OUT_IMAGES: u32;
override OUT_POSITIONS: u32;
override OUT_CHANNELS: u32;

const LANES = 64u;

@group(0) @binding(0) var<storage, read>       gradient: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> output:   array<vec4f>;

var<workgroup> partial: array<vec4f, LANES>;

@compute @workgroup_size(LANES)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let at = group.y * ROW + group.x;
  if (at >= QUADS) { return; }
  let quads = (CHANNELS + 3u) / 4u;
  let out_quads = (OUT_CHANNELS + 3u) / 4u;
  let c = at % out_quads;
  let p = at / out_quads % OUT_POSITIONS;
  let n = at / out_quads / OUT_POSITIONS;

  // Terms of each axis: all of g's, or one. The axis' index is the output's where that is as long, else counts the terms.
  let quad_terms = quads / out_quads;
  let position_terms = POSITIONS / OUT_POSITIONS;
  let terms = IMAGES / OUT_IMAGES * position_terms * quad_terms;
  var sum = vec4f(0);
  for (var term = lane; term < terms; term += LANES) {
    let image = n + term / quad_terms / position_terms;
    let position = p + term / quad_terms % position_terms;
    sum += gradient[(image * POSITIONS + position) * quads + c + term % quad_terms];
  }
  partial[lane] = sum;
  for (var half = LANES / 2u; half > 0u; half /= 2u) {
    workgroupBarrier();
    if (lane < half) { partial[lane] += partial[lane + half]; }
  }
  if (lane > 0u) { return; }
  let total = partial[0];
  output[at] = select(total, vec4f(dot(total, vec4f(1)), 0, 0, 0), OUT_CHANNELS == 1u);
}
