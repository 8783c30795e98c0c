// `npm run verify -- WHAT [WORDS]`: what needs an installation, Python or an hour, and so is no part of `npm test`.
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { install, root } from "./install.mjs";

/** By name: each is given the words behind its name, and returns how many of its checks failed. */
const verifications = {
  packages: async () => {
    const { run } = await import("./launcher/run.mjs");
    return (await run(process.execPath, ["scripts/pack.mjs"], { cwd: root })) || (await import("./packages/verify.mjs")).verifyPackages();
  },
  networks: async (names) => (await import("./networks/verify.mjs")).verifyNetworks(names),
  onnx: async (words) => {
    const { denoBinary, run } = await import("./launcher/deno.mjs");
    return run(denoBinary(), ["run", "-A", "--quiet", "--no-lock", "--node-modules-dir=manual", "test/src/onnx_cases/verify.ts", ...words], { cwd: root });
  },
  formats: async ([folder = join(tmpdir(), "camlucida-formats"), ...words]) => {
    const { denoBinary, run } = await import("./launcher/deno.mjs");
    if (!existsSync(folder)) await run("/usr/bin/python3", ["test/reference_formats.py", folder, ...words], { cwd: root }); // Debian's, which has Pillow
    return run(denoBinary(), ["run", "-A", "--quiet", "--no-lock", "--node-modules-dir=manual", "test/src/formats/verify.ts", folder], { cwd: root });
  },
  folders: async (words) => (await import("./folders/verify.mjs")).verifyFolders(words),
  fleet: async (words) => {
    const { denoBinary, run } = await import("./launcher/deno.mjs");
    return run(denoBinary(), ["run", "-A", "--quiet", "--no-lock", "--node-modules-dir=manual", "test/src/fleet/verify.ts", ...words], { cwd: root });
  },
  "many-inputs": async (words) => (await import("./folders/many_inputs.mjs")).verifyManyInputs(words),
  kinds: async (words) => (await import("./kinds/verify.mjs")).verifyKinds(words),
};

install();
const [what = "", ...words] = process.argv.slice(2);
const verify = Object.hasOwn(verifications, what) ? verifications[what] : undefined;
if (!verify) throw new Error(`npm run verify -- ${Object.keys(verifications).join(" | ")}; "${what}" is nothing that can be verified.`);
process.exitCode = (await verify(words)) === 0 ? 0 : 1;
