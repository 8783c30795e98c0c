// The steps, done by the thread that asks for them. A picture up to the network: file → bytes → pixels → the network's input.
import { type Normalisation, preprocess, serialQueue } from "@camlucida/cam";
import process from "node:process";
import type { Options } from "../arguments/options.ts";
import type { Input } from "../files/inputs.ts";
import { type Outlet, refuseKnownOutputs } from "../files/outputs.ts";
import { guardOf } from "../files/plan.ts";
import { readInput } from "../files/read.ts";
import { openSink } from "../files/stdout.ts";
import { decodePicture } from "../image/decode.ts";
import { extensionRemark, sniff } from "../image/header.ts";
import { Stopwatch } from "../report/stopwatch.ts";
import { openTypesetter, type Typesetter } from "../sheet/typesetter.ts";
import { collectAfter } from "./garbage.ts";
import type { Loaded, PictureSteps, StepSettings } from "./steps.ts";
import { write, writeSheet } from "./write.ts";

export function inlineSteps({ options, photographs }: StepSettings, stdout = openSink(process.stdout)): PictureSteps {
  const outlet: Outlet = { outputs: options.outputs, guard: guardOf(photographs), stdout };
  let typesetter: Promise<Typesetter> | undefined; // made when something is to be written on a picture
  const letters = (): Promise<Typesetter> => (typesetter ??= openTypesetter());
  return {
    load: (input, normalisation) => load(input, normalisation, options),
    write: (order) => write(order, options, outlet, letters),
    writeSheet: async (order) => writeSheet(order, options, await letters(), outlet),
    close: () => undefined,
  };
}

/** However many ask, one picture is read or written at a time. */
export function inTurn(steps: PictureSteps): PictureSteps {
  const next = serialQueue();
  return {
    load: (...given) => next(() => steps.load(...given)),
    write: (...given) => next(() => steps.write(...given)),
    writeSheet: (...given) => next(() => steps.writeSheet(...given)),
    close: () => steps.close(),
  };
}

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
