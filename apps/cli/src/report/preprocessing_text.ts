// What a network was given of a photograph, in one line: said where it is not what torchvision's first ImageNet models take.
import { imagenetPreprocessing, isStated, ownMetadata, type Preprocessing } from "@camlucida/cam";
import { printable } from "./terminal.ts";
import { compact } from "./wording.ts";

/**
 * Whether nobody need be told: it is ImageNet's, whoever said so, or what the model's own file says of 224 × 224 pixels. What a centre is
 * cut out of is the business of --crop.
 */
export function isUsual({ size, interpolation, normalisation, sources }: Preprocessing): boolean {
  if (size.height === 224 && size.width === 224 && sources.length > 0 && sources.every((source) => source === ownMetadata)) return true;
  const of = (some: Pick<Preprocessing, "size" | "interpolation" | "normalisation">): string => JSON.stringify([
    [some.size.height, some.size.width], some.interpolation, some.normalisation.order, some.normalisation.scale, some.normalisation.mean, some.normalisation.std,
  ]);
  return of({ size, interpolation, normalisation }) === of(imagenetPreprocessing);
}

/** "input  299×299, bicubic, RGB ÷ 255, mean 0.5 0.5 0.5, std 0.5 0.5 0.5 (preprocessor_config.json)" */
export function preprocessingText(preprocessing: Preprocessing): string {
  const { size: { height, width }, interpolation, normalisation, sources } = preprocessing;
  const { order, scale, mean, std } = normalisation;
  const square = height === width ? `${height}×${width}` : `${height} high, ${width} wide`;
  const who = [...sources, ...(isStated(preprocessing) ? [] : ["--preprocess says otherwise"])];
  const said = ` (${printable(who.join("; "))})`;
  const numbers = (values: readonly number[]): string => values.map(compact).join(" ");
  return `input  ${square}, ${interpolation}, ${order === "L" ? "grey" : order}${scale === 1 ? "" : ` ÷ ${scale}`}, mean ${numbers(mean)}, std ${numbers(std)}${said}`;
}
