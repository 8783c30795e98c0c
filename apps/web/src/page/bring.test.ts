import { signal } from "@preact/signals";
import { expect, test } from "vitest";
import { createBring } from "./bring.ts";
import type { OwnModel, Trouble } from "./state.ts";

const brought = (name: string, type = "") => ({ path: name, file: new File(["…"], name, { type }) });

/** What was done with the files, in order; a network that is "cut" lacks its numbers unless another file lies beside it. */
function visitor() {
  const trouble = signal<Trouble | undefined>(undefined);
  const done: string[] = [];
  const bring = createBring({ trouble, gallery: signal(undefined) }, {
    openModel: async (from) => {
      const { name, beside, labels } = from as OwnModel;
      trouble.value = name === "cut" && beside.length === 0 ? { code: "checkpoint-missing-data", message: "", about: undefined } : undefined;
      done.push([`open ${name}`, ...beside.map(({ path }) => path), ...(labels ? [`labels ${labels.name}`] : [])].join(" + "));
    },
    useLabels: ({ name }) => void done.push(`labels ${name}`),
    showFile: async (_, name) => void done.push(`show ${name}`),
  });
  return { done, bring: (...files: ReturnType<typeof brought>[]) => bring(files) };
}

test("a network is opened before the picture that came with it is looked at", async () => {
  const { done, bring } = visitor();
  await bring(brought("cat.png", "image/png"), brought("net.onnx"), brought("net.data"), brought("names.txt"));
  expect(done).toEqual(["open net + net.data + names.txt + labels names.txt", "show cat.png"]);
});

test("numbers that come after their network open it", async () => {
  const { done, bring } = visitor();
  await bring(brought("cut.onnx"), brought("cat.png", "image/png"));
  await bring(brought("cut.onnx.data"));
  await bring(brought("names.txt"));
  expect(done).toEqual(["open cut", "open cut + cut.onnx.data", "labels names.txt"]);
});

test("a single file of no known kind is tried as a picture; several are refused by name of what is read", async () => {
  const { done, bring } = visitor();
  await bring(brought("scan"));
  expect(done).toEqual(["show scan"]);
  await expect(bring(brought("a.zip"), brought("b.zip"))).rejects.toThrow(expect.objectContaining({ code: "brought-nothing" }));
});
