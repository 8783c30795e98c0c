// The steps, done by the thread that asks for them.
import { openSink } from "../files/stdout.ts";
import process from "node:process";
import { guardOf } from "../files/plan.ts";
import type { Outlet } from "../outputs.ts";
import { openTypesetter, type Typesetter } from "../sheet/typesetter.ts";
import { load } from "./load.ts";
import type { PictureSteps, StepSettings } from "./steps.ts";
import { write } from "./write.ts";
import { writeSheet } from "./write_sheet.ts";

export function ownSteps({ options, photographs }: StepSettings, stdout = openSink(process.stdout)): PictureSteps {
  const outlet: Outlet = { options, guard: guardOf(photographs), stdout };
  let typesetter: Promise<Typesetter> | undefined; // made when something is to be written on a picture
  const letters = (): Promise<Typesetter> => (typesetter ??= openTypesetter());
  return {
    load: (input, normalisation) => load(input, normalisation, options),
    write: (order) => write(order, outlet, letters),
    writeSheet: async (order) => writeSheet(order, await letters(), outlet),
    close: () => undefined,
  };
}
