// The steps, done by the thread that asks for them.
import { serialQueue } from "@camlucida/cam";
import type { Outlet } from "../files/outputs.ts";
import { guardOf } from "../files/plan.ts";
import { openSink } from "../files/stdout.ts";
import { openTypesetter, type Typesetter } from "../sheet/typesetter.ts";
import { load } from "./load.ts";
import type { PictureSteps, StepSettings } from "./steps.ts";
import { write, writeSheet } from "./write.ts";
import process from "node:process";

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
