// `npm run cam -- <image>…` and `npm run weights -- <name>…`: installs what is missing, then runs camlucida where the
// user stands.
import { install } from "./install.mjs";

install();
// npm runs scripts in the repository's root and says here where the user called it.
process.chdir(process.env.INIT_CWD ?? process.cwd());
await import("../apps/cli/bin/camlucida.mjs");
