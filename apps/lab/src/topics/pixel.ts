// From the levels of a photograph to the numbers that a network is given: every pixel of the smaller picture is a weighted sum of all
// that it covers, and its level is counted from the training pictures' mean, in their deviations.
//   r[y, X] = round(Σ_x h[X, x] · level[y, x]),   level'[Y, X] = round(Σ_y v[Y, y] · r[y, X]),   (level'/255 − mean)/std
import { type Image, imagenetPreprocessing, type Interpolation, pillowAxis, preprocess, resizePillow } from "@camlucida/cam";
import { besides, grid, number, paragraphs, titled } from "../text.ts";
import type { Topic } from "../topic.ts";

/** [4, 4], 0…255: light on the left, dark on the right */
const levels = Uint8Array.of(
  250, 240, 90, 30,
  240, 230, 80, 20,
  200, 180, 60, 10,
  210, 170, 50, 10,
);
const [side, small] = [4, 2];

/** [1, 8] */
const stripes = Uint8Array.of(0, 255, 0, 255, 0, 255, 0, 255);

export const pixel: Topic = {
  name: "pixel",
  question: "What does the network get? Levels, resized by weights and normalised.",
  worked: async () => paragraphs(resized(), normalised(), aliased()),
};

/** The picture in its two passes: along the rows, then down the columns. */
function resized(): string {
  const alongRows = resizePillow(levels, side, side, 1, small, side);
  const [level = 0] = resizePillow(levels, side, side, 1, small, small);
  const [weights] = weightRows("bilinear");
  const column = Array.from({ length: 3 }, (_, y) => alongRows[y * small] as number);
  return paragraphs(
    besides(titled("levels 4×4", grid(levels, { width: side })), titled("along each row", grid(alongRows, { width: small })), titled("and down each column", grid(resizePillow(levels, side, side, 1, small, small), { width: small }))),
    titled("weights of the 4 columns, a row for each of 2 outputs", grid(weightRows("bilinear").flat(), { width: side, decimals: 4 })),
    `${sumText("row 0", weights ?? [], [...levels.subarray(0, 3)], alongRows[0] as number)}\n${sumText("column 0", weights ?? [], column, level)}`,
  );
}

/** @returns [outputs, 4] */
function weightRows(interpolation: Interpolation): number[][] {
  const { first, count, weights, taps } = pillowAxis(side, small, interpolation);
  return Array.from(first, (start, out) => Array.from({ length: side }, (_, x) => (x < start || x >= start + (count[out] as number) ? 0 : (weights[out * taps + x - start] as number) / 2 ** 22)));
}

function sumText(name: string, weights: readonly number[], of: readonly number[], result: number): string {
  const terms = of.map((level, at) => `${number(weights[at] as number, 4)} · ${level}`).join(" + ");
  const sum = of.reduce((total, level, at) => total + level * (weights[at] as number), 0);
  return `${`${name}:`.padEnd(9)} ${terms} = ${number(sum, 2)} → ${result}`;
}

/** The red of the first pixel, as ImageNet's networks were trained. */
function normalised(): string {
  const { input } = preprocess(rgba(), { ...imagenetPreprocessing, size: { height: small, width: small } }, "squash");
  const [level = 0] = resizePillow(levels, side, side, 1, small, small);
  const { mean: [mean = 0], std: [std = 1] } = imagenetPreprocessing.normalisation;
  return [
    `level ${level} of red     ${level}/255 = ${number(level / 255, 4)}`,
    `less the mean        ${number(level / 255, 4)} − ${mean} = ${number(level / 255 - mean, 4)}`,
    `over the deviation   ${number(level / 255 - mean, 4)} / ${std} = ${number(input[0] as number, 4)}   what the network gets`,
  ].join("\n");
}

/** [4, 4, 4], all colours alike */
const rgba = (): Image => ({ width: side, height: side, data: Uint8Array.from({ length: levels.length * 4 }, (_, at) => (at % 4 === 3 ? 255 : (levels[at >> 2] as number))) });

/** Stripes as fine as pixels: where one pixel of each pair is taken, they are gone. */
function aliased(): string {
  const to = (interpolation: Interpolation): string => grid(resizePillow(stripes, 8, 1, 1, 4, 1, { interpolation }), { width: 4 });
  return [`stripes          ${grid(stripes, { width: 8 })}`, `nearest pixel    ${to("nearest")}`, `all, weighed     ${to("bilinear")}`].join("\n");
}
