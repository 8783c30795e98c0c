// `npm run verify -- kinds [WORD …]`: checkpoints of every kind that people have, made by PyTorch (test/reference_kinds.py) and opened on
// the CPU (test/src/kinds/open_all.ts); what becomes of each is the second table of docs/networks.md. PYTHON is a Python with torch and
// torchvision (else python3). Words choose the kinds whose names or groups have one of them; then no table is written.
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "../install.mjs";
import { denoBinary } from "../launcher/deno.mjs";
import { run } from "../launcher/run.mjs";
import { between } from "../document.mjs";
import { tableOf } from "./table.mjs";

const folder = join(root, "test/dist/kinds");

/** @returns how many kinds are wrong */
export async function verifyKinds(words) {
  rmSync(folder, { recursive: true, force: true });
  const python = await run(process.env.PYTHON ?? "python3", [join(root, "test/reference_kinds.py"), folder]);
  if (python !== 0) throw new Error(`test/reference_kinds.py ended with ${python}: it needs Python with torch and torchvision; PYTHON=/path/to/python names one.`);
  const opened = await run(denoBinary(), ["run", "-A", "--quiet", "--no-lock", "--node-modules-dir=manual", join(root, "test/src/kinds/open_all.ts"), folder, ...words]);
  if (opened !== 0) throw new Error(`test/src/kinds/open_all.ts ended with ${opened}.`);
  const verdicts = JSON.parse(readFileSync(join(folder, "verdicts.json"), "utf8"));
  if (words.length === 0) between(join(root, "docs/networks.md"), "kinds", tableOf(verdicts));
  return verdicts.filter(({ verdict }) => verdict === "wrong").length;
}
