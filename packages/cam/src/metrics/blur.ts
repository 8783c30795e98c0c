// A Gaussian blur: what is left of an image when its details are gone.
//
//   out = g_y * (g_x * image),   g[d] = exp(−d²/2σ²) / Σ exp(−d²/2σ²),   d = −5 … 5,   σ = 5 pixels
//
// Shapes    [H, W, 3] → [H, W, 3]. Borders are mirrored without repeating the edge: … 2 1 | 0 1 2 …
// Source    torchvision's gaussian_blur with RISE's kernel size and σ (Petsiuk et al. 2018). RISE's code differs in the
//           weights (a Gaussian folded back at the kernel's edges) and has zeros beyond the border.
const radius = 5; // pixels
const sigma = 5; // pixels

export function blur(image: Float32Array, width: number, height: number): Float32Array {
  const across = blurAlong(Float64Array.from(image), width, 3);
  return Float32Array.from(blurAlong(across, height, 3 * width));
}

/** Along one axis: `length` samples, `stride` apart. */
function blurAlong(image: Float64Array, length: number, stride: number): Float64Array {
  return image.map((_sample, at) => {
    const place = Math.floor(at / stride) % length;
    const first = at - place * stride;
    let sum = 0;
    for (let d = -radius; d <= radius; d++) sum += kernel[d + radius]! * image[first + mirrored(place + d, length) * stride]!;
    return sum;
  });
}

const kernel = gaussian(); // [2 · radius + 1], sums to 1

function gaussian(): Float64Array {
  const weights = Float64Array.from({ length: 2 * radius + 1 }, (_, at) => Math.exp(-((at - radius) ** 2) / (2 * sigma ** 2)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** The sample that stands at `place`, which may lie outside, and several times as far as the image is wide. */
function mirrored(place: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const wrapped = ((place % period) + period) % period;
  return Math.min(wrapped, period - wrapped);
}
