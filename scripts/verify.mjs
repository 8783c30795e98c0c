// `npm run verify -- packages`: what takes an installation, and so is no part of `npm test`.
import { install, root } from "./install.mjs";

install();
const { run } = await import("./launcher/run.mjs");
const [what] = process.argv.slice(2);
if (what !== "packages") throw new Error(`npm run verify -- packages; "${what ?? ""}" is nothing that can be verified.`);
const packed = await run(process.execPath, ["scripts/pack.mjs"], { cwd: root });
process.exitCode = packed || ((await (await import("./packages/verify.mjs")).verifyPackages()) === 0 ? 0 : 1);
