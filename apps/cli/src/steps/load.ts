// A picture up to the network: file → bytes → pixels → the network's input.
import { preprocess, type Normalisation } from "@camlucida/cam";
import type { Options } from "../arguments/options.ts";
import type { Input } from "../files/inputs.ts";
import { readInput } from "../files/read.ts";
import { decodePicture } from "../image/decode.ts";
import { extensionRemark, sniff } from "../image/sniff.ts";
import { refuseKnownOutputs } from "../files/outputs.ts";
import { Stopwatch } from "../report/stopwatch.ts";
import { collectAfter } from "./garbage.ts";
import type { Loaded } from "./steps.ts";

/** @throws ImageError; OutputError "output-exists" */
export async function load(input: Input, normalisation: Normalisation, { what: { crop }, outputs }: Pick<Options, "what" | "outputs">): Promise<Loaded> {
  const watch = new Stopwatch();
  const bytes = await watch.time("files", async () => {
    await refuseKnownOutputs(input, outputs);
    return readInput(input);
  });
  const { image, remarks } = await watch.time("decode", () => decodePicture(bytes));
  collectAfter(image);
  const { input: pixels, region } = await watch.time("preprocess", () => preprocess(image, normalisation, crop ? "crop" : "squash"));
  const remark = input.kind === "file" ? extensionRemark(input.path, sniff(bytes)) : undefined;
  return { image, pixels, region, remarks: remark === undefined ? remarks : [remark, ...remarks], times: watch.times() };
}
