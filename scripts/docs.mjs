// `npm run docs`: installs TypeDoc into reference/ where it is missing, then writes the API reference to dist/api.
import { install, installInto } from "./install.mjs";

install();
installInto("scripts/reference", "TypeDoc");
const { buildReference } = await import("./reference/build.mjs");
process.exitCode = await buildReference();
