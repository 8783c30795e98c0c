// The activation functions and their slopes, of four numbers at a time.
//
//   clamp          min(max(x, α), β)               1 where α < x < β, else 0
//   leaky_relu     x where x > 0, else α·x         1 where x > 0, else α
//   elu            x where x > 0, else α·(eˣ − 1)  1 where x > 0, else α·eˣ
//   sigmoid        σ(x) = 1 / (1 + e⁻ˣ)            σ·(1 − σ)
//   tanh           tanh x                          1 − tanh² x
//   hard_sigmoid   min(max(α·x + β, 0), 1)         α where 0 < α·x + β < 1, else 0
//   hard_swish     x · min(max(x/6 + ½, 0), 1)     x/3 + ½ where −3 < x < 3, else 0 and 1
//   silu           x·σ(x)                          σ·(1 + x·(1 − σ))
//   gelu           x·Φ(x)                          Φ(x) + x·φ(x), the normal distribution and its density
//   softplus       ln(1 + eˣ)                      σ(x)
//   mish           x·t, t = tanh(ln(1 + eˣ))       t + x·(1 − t²)·σ(x)
//   gelu_tanh      x/2 · (1 + tanh u), u = √(2/π)·(x + 0.044715·x³)
//
// Method    this text is appended to shaders that call `activate` or `slope`, and behind it those two, which call the functions that are
//           meant (activation_functions.ts): a switch among all of them took a compiler three times as long.
//           Exponentials are of what is not positive: none overflows. Selections let a NaN stay one, as in relu.wgsl.
// Sources   Sandler et al. 2018, arXiv:1801.04381 (ReLU6); Clevert et al. 2015, arXiv:1511.07289 (ELU); Howard et al. 2019,
//           arXiv:1905.02244, section 5.2 (hard swish); Hendrycks & Gimpel 2016, arXiv:1606.08415 (GELU, both forms, and SiLU);
//           Misra 2019, arXiv:1908.08681 (Mish).

override ALPHA: f32;
override BETA: f32;

fn f_clamp(x: vec4f) -> vec4f { return between(x, ALPHA, BETA); }
fn slope_clamp(x: vec4f) -> vec4f { return inside(x, ALPHA, BETA); }

fn f_leaky_relu(x: vec4f) -> vec4f { return select(ALPHA * x, x, x > vec4f(0)); }
fn slope_leaky_relu(x: vec4f) -> vec4f { return select(vec4f(ALPHA), vec4f(1), x > vec4f(0)); }

fn f_elu(x: vec4f) -> vec4f { return select(ALPHA * exponential_minus_one(x), x, x > vec4f(0)); }
fn slope_elu(x: vec4f) -> vec4f { return select(ALPHA * exp(-abs(x)), vec4f(1), x > vec4f(0)); }

fn f_sigmoid(x: vec4f) -> vec4f {
  let e = exp(-abs(x));
  return select(x, select(vec4f(1), e, x < vec4f(0)) / (1 + e), x == x); // exp(NaN) may be a number
}
fn slope_sigmoid(x: vec4f) -> vec4f { // also where σ is rounded to 1
  let e = exp(-abs(x));
  return e / ((1 + e) * (1 + e));
}

// WGSL's own may be wrong by 1e-5 and may overflow. Near 0, where 1 − e⁻²ˣ would lose its digits, by its series: the first term left out
// is 1382/155925·x¹¹, 5.2e-8 of tanh x at 0.3.
fn f_tanh(x: vec4f) -> vec4f {
  let e = exp(-2 * abs(x));
  let far = (1 - e) / (1 + e);
  let s = x * x;
  let near = x * (1 + s * (-0.3333333333333333 + s * (0.13333333333333333 + s * (-0.05396825396825397 + s * 0.021869488536155203))));
  return select(near, select(far, -far, x < vec4f(0)), abs(x) >= vec4f(0.3)); // of NaN near 0's, as exp(NaN) may be a number
}
fn slope_tanh(x: vec4f) -> vec4f { return 4 * slope_sigmoid(2 * x); }

fn f_hard_sigmoid(x: vec4f) -> vec4f { return between(ALPHA * x + BETA, 0, 1); }
fn slope_hard_sigmoid(x: vec4f) -> vec4f { return ALPHA * inside(ALPHA * x + BETA, 0, 1); }

fn f_hard_swish(x: vec4f) -> vec4f { return x * between(x / 6 + 0.5, 0, 1); }
fn slope_hard_swish(x: vec4f) -> vec4f {
  return select(select(x / 3 + 0.5, vec4f(1), x >= vec4f(3)), vec4f(0), x <= vec4f(-3));
}

fn f_silu(x: vec4f) -> vec4f { return x * f_sigmoid(x); }
fn slope_silu(x: vec4f) -> vec4f { return f_sigmoid(x) * (1 + x * f_sigmoid(-x)); }

fn f_gelu(x: vec4f) -> vec4f { return x * normal_distribution(x); }
fn slope_gelu(x: vec4f) -> vec4f { return normal_distribution(x) + x * 0.3989422804014327 * exp(-0.5 * x * x); }

fn f_gelu_tanh(x: vec4f) -> vec4f { return 0.5 * x * (1 + f_tanh(gelu_argument(x))); }
fn slope_gelu_tanh(x: vec4f) -> vec4f {
  let near = between(x, -20, 20); // beyond, it is 0 or 1, and x² may overflow
  let u = gelu_argument(near);
  let du = 0.7978845608028654 * (1 + 0.134145 * near * near);
  return 0.5 * (1 + f_tanh(u)) + 2 * near * slope_sigmoid(2 * u) * du;
}

fn f_softplus(x: vec4f) -> vec4f {
  return select(x, select(vec4f(0), x, x > vec4f(0)) + logarithm_of_one_and(exp(-abs(x))), x == x); // as f_sigmoid
}
fn slope_softplus(x: vec4f) -> vec4f { return f_sigmoid(x); }

// t = n/(n + r): with e = e^(−|x|), of x < 0 n = e² + 2e and r = 2, else n = 1 + 2e and r = 2e². Then 1 − t² = r·(2n + r)/(n + r)².
fn f_mish(x: vec4f) -> vec4f {
  let e = exp(-abs(x));
  let n = select(1 + 2 * e, e * (e + 2), x < vec4f(0));
  return x * (n / (n + select(2 * e * e, vec4f(2), x < vec4f(0))));
}
fn slope_mish(x: vec4f) -> vec4f {
  let e = exp(-abs(x));
  let n = select(1 + 2 * e, e * (e + 2), x < vec4f(0));
  let r = select(2 * e * e, vec4f(2), x < vec4f(0));
  return n / (n + r) + x * f_sigmoid(x) * (r * (2 * n + r) / ((n + r) * (n + r)));
}

fn between(x: vec4f, lowest: f32, highest: f32) -> vec4f {
  let raised = select(x, vec4f(lowest), x < vec4f(lowest));
  return select(raised, vec4f(highest), raised > vec4f(highest));
}

fn inside(x: vec4f, lowest: f32, highest: f32) -> vec4f {
  return select(vec4f(0), vec4f(1), (x > vec4f(lowest)) & (x < vec4f(highest)));
}

// eˣ − 1 = 2t / (1 − t), t = tanh(x/2): of no cancellation where x ≤ 0.
fn exponential_minus_one(x: vec4f) -> vec4f {
  let t = f_tanh(0.5 * x);
  return 2 * t / (1 - t);
}

// ln(1 + e) = 2·artanh s, s = e/(2 + e), for 0 ≤ e ≤ 1: WGSL's own logarithm may be wrong by 5e-7. The first term left out is
// 2/15·s¹⁵, 1.4e-8 of it at 1.
fn logarithm_of_one_and(e: vec4f) -> vec4f {
  let s = e / (2 + e);
  let q = s * s;
  return 2 * s * (1 + q * (0.3333333333 + q * (0.2 + q * (0.1428571429 + q * (0.1111111111 + q * (0.0909090909 + q * 0.0769230769))))));
}

// Φ(x) = ½·erfc(−x/√2). erfc(z) for z ≥ 0 by Abramowitz & Stegun 1964, formula 7.1.26: wrong by 1.5e-7 at most.
fn normal_distribution(x: vec4f) -> vec4f {
  let t = 1 / (1 + 0.3275911 * 0.7071067811865476 * abs(x));
  let polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  let tail = 0.5 * polynomial * exp(-0.5 * x * x);
  return select(1 - tail, tail, x < vec4f(0));
}

fn gelu_argument(x: vec4f) -> vec4f {
  return 0.7978845608028654 * x * (1 + 0.044715 * x * x);
}
