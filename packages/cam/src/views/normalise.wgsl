// A raw signed map to values 0…1, by one of three views.
//
//   signed      ½ + ½ · M / s, clamped      s = max |M|, or the scale given
//   positive    max(M, 0) / s, clamped      s = max M, or the scale given
//   minmax      (M − min) / (max − min)
//
// A map that says nothing about where (not finite, flat, or never positive in `positive`) becomes the neutral value.
//
// Layouts   map: [n] float32, read as its bits; scale: (significand, exponent) of s as below, significand 0 for the
//           map's own; output: [n] float32.
// Method    one workgroup: every lane folds a stride of the map, then a tree over shared memory. Ranges are compared as
//           integers in the order of the floats, and arithmetic is done relative to the largest exponent: a GPU may
//           flush small numbers to zero, take a NaN for an ordinary number, or overflow in max − min; this does not.
//           A float32 is significand · 2^(exponent − 150), its significand a whole number below 2²⁴.
// Source    scale.ts, which does the same in doubles.

override VIEW: u32;     // 0 signed, 1 positive, 2 minmax

struct Sizes { count: u32 }

@group(0) @binding(0) var<storage, read>       map:    array<u32>;
@group(0) @binding(1) var<storage, read>       scale:  vec4f;
@group(0) @binding(2) var<storage, read_write> output: array<f32>;
@group(0) @binding(3) var<uniform>             sizes:  Sizes;

const LANES = 64u;
const ZERO = 0x80000000u; // the ordered form of 0

var<workgroup> lows:   array<u32, LANES>;
var<workgroup> highs:  array<u32, LANES>;
var<workgroup> broken: array<u32, LANES>;

/** The bits of a float as an integer in the floats' own order; −0 becomes 0. */
fn ordered(bits: u32) -> u32 {
  if (bits << 1u == 0u) { return ZERO; }
  return select(bits | 0x80000000u, ~bits, bits >> 31u == 1u);
}

fn bits_of(order: u32) -> u32 { return select(~order, order & 0x7fffffffu, order >= ZERO); }

fn exponent(bits: u32) -> i32 { return i32(max((bits >> 23u) & 255u, 1u)); }

fn significand(bits: u32) -> f32 {
  let hidden = select(0u, 0x800000u, (bits & 0x7f800000u) != 0u);
  let magnitude = f32((bits & 0x7fffffu) | hidden);
  return select(magnitude, -magnitude, bits >> 31u == 1u);
}

/** 2^k, k clamped to where the quotients of this file are exact, saturated or nothing. */
fn power(k: i32) -> f32 { return bitcast<f32>(u32(clamp(k, -126, 64) + 127) << 23u); }

/** The float in units of 2^(unit − 150). */
fn relative(bits: u32, unit: i32) -> f32 { return significand(bits) * power(exponent(bits) - unit); }

fn fold(lane: u32) {
  var low = 0xffffffffu;
  var high = 0u;
  var bad = 0u;
  for (var i = lane; i < sizes.count; i += LANES) {
    let bits = map[i];
    bad |= u32((bits & 0x7f800000u) == 0x7f800000u);
    low = min(low, ordered(bits));
    high = max(high, ordered(bits));
  }
  lows[lane] = low;
  highs[lane] = high;
  broken[lane] = bad;
}

fn value(bits: u32, low: u32, high: u32) -> f32 {
  let lowest = bits_of(low);
  let highest = bits_of(high);
  let positive = bits >> 31u == 0u;
  switch VIEW {
    case 0u: {
      let strongest = max(lowest & 0x7fffffffu, highest & 0x7fffffffu);
      let own = scale.x == 0;
      let unit = select(i32(scale.y), exponent(strongest), own);
      let share = significand(bits) / select(scale.x, significand(strongest), own) * power(exponent(bits) - unit);
      return clamp(0.5 + 0.5 * share, 0.0, 1.0);
    }
    case 1u: {
      let own = scale.x == 0;
      let unit = select(i32(scale.y), exponent(highest), own);
      let share = significand(bits) / select(scale.x, significand(highest), own) * power(exponent(bits) - unit);
      return select(0.0, min(share, 1.0), positive);
    }
    default: {
      let unit = max(exponent(lowest), exponent(highest));
      let from_zero = relative(lowest, unit);
      return (relative(bits, unit) - from_zero) / (relative(highest, unit) - from_zero);
    }
  }
}

@compute @workgroup_size(64)
fn main(@builtin(local_invocation_index) lane: u32) {
  fold(lane);
  workgroupBarrier();
  for (var reach = LANES / 2u; reach > 0u; reach /= 2u) {
    if (lane < reach) {
      lows[lane] = min(lows[lane], lows[lane + reach]);
      highs[lane] = max(highs[lane], highs[lane + reach]);
      broken[lane] |= broken[lane + reach];
    }
    workgroupBarrier();
  }
  let silent = broken[0] != 0u || lows[0] == highs[0] || (VIEW == 1u && highs[0] <= ZERO);
  for (var i = lane; i < sizes.count; i += LANES) {
    if (silent) {
      output[i] = select(0.0, 0.5, VIEW == 0u);
    } else {
      output[i] = value(map[i], lows[0], highs[0]);
    }
  }
}
