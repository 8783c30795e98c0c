// Elementary functions of single numbers that networks compute beside their activations.   out = f(in)
//
// Layouts   in, out: [..., CHANNELS], four channels per vec4f. Padding lanes are written as 0: e⁰ would fill them.
// Method    one invocation per quad. x^p of a whole p is a product, so that x may be negative; else e^(p·ln x), of which x < 0 makes NaN.
// Source    erf by Abramowitz & Stegun 1964, formula 7.1.26: wrong by 1.5e-7 at most.

const EXP = 1u;
const LOG = 2u;
const SQRT = 3u;
const POW = 4u;
const ABS = 5u;
const SIGN = 6u;       // the slope of ABS
const ERF = 7u;
const ERF_SLOPE = 8u;  // 2/√π · e^(−x²)
const LARGEST = 16.0;  // the whole exponents that are products

override FUNCTION: u32;
override EXPONENT: f32;
override CHANNELS: u32;
override QUADS: u32;   // vec4s of out in all
override ROW: u32;     // invocations along x

@group(0) @binding(0) var<storage, read>       input:  array<vec4f>;
@group(0) @binding(1) var<storage, read_write> output: array<vec4f>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let at = id.y * ROW + id.x;
  if (at >= QUADS) { return; }
  let c = at % ((CHANNELS + 3u) / 4u);
  output[at] = select(vec4f(0), f(input[at]), c * 4u + vec4u(0, 1, 2, 3) < vec4u(CHANNELS));
}

fn f(x: vec4f) -> vec4f {
  switch FUNCTION {
    case EXP: { return exp(x); }
    case LOG: { return log(x); }
    case SQRT: { return sqrt(x); }
    case POW: { return power(x); }
    case ABS: { return abs(x); }
    case SIGN: { return sign(x); }
    case ERF: { return error_function(x); }
    case ERF_SLOPE: { return 1.1283791670955126 * exp(-x * x); }
    default: { return x; }
  }
}

fn power(x: vec4f) -> vec4f {
  if (EXPONENT != floor(EXPONENT) || abs(EXPONENT) > LARGEST) { return exp(EXPONENT * log(x)); }
  var product = vec4f(1);
  for (var times = 0.0; times < abs(EXPONENT); times += 1.0) { product *= x; }
  if (EXPONENT < 0.0) { return 1 / product; }
  return product;
}

fn error_function(x: vec4f) -> vec4f {
  let t = 1 / (1 + 0.3275911 * abs(x));
  let polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return sign(x) * (1 - polynomial * exp(-x * x));
}
