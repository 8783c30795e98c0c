// The diverging table of the "signed" view: blue where the evidence speaks against the class, red where it speaks for it,
// and clear where there is none, so that the photograph shows through untouched.
//
//   t = ±(|i − 127½| − ½) / 127    −1 at index 0, 0 at 127 and at 128, +1 at 255
//   OKLab  L = 1 − 0.48·√|t|,  chroma 0.2·√|t|,  hue 28° (t > 0) or 260° (t < 0)
//   alpha = round(255·|t|)
//
// The root lets weak evidence have a hue before it has opacity: linear in |t|, it would lay a white haze on dark photographs.
// Both arms have the same lightness and chroma at the same |t|: neither sign looks stronger. Blue against a slightly
// orange red stays apart in protanopia and deuteranopia, where red against green would not.
// Zero, value ½, lies between the indices 127 and 128: both are white with alpha 0.
// Source    Björn Ottosson, "A perceptual color space for image processing", 2020 (OKLab); IEC 61966-2-1 (sRGB).
const hue = { positive: (28 * Math.PI) / 180, negative: (260 * Math.PI) / 180 };
const darkening = 0.48;
const saturation = 0.2; // the most that both hues hold inside sRGB at lightness 1 − 0.48

/** [256, 4] RGBA 0…255 */
export function signedTable(): Uint8Array {
  const table = new Uint8Array(256 * 4);
  for (let i = 0; i < 256; i++) {
    const strength = (Math.abs(i - 127.5) - 0.5) / 127;
    const angle = i > 127.5 ? hue.positive : hue.negative;
    const depth = Math.sqrt(strength);
    const [a, b] = [saturation * depth * Math.cos(angle), saturation * depth * Math.sin(angle)];
    table.set([...srgbFromOklab(1 - darkening * depth, a, b), Math.round(255 * strength)], 4 * i);
  }
  return table;
}

/** Lightness 0…1 and the two opponent axes to sRGB levels 0…255. */
function srgbFromOklab(lightness: number, a: number, b: number): readonly number[] {
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    srgbLevel(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    srgbLevel(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    srgbLevel(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ];
}

function srgbLevel(linear: number): number {
  const clipped = Math.min(Math.max(linear, 0), 1);
  return Math.round(255 * (clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055));
}
