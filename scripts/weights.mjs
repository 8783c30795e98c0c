// `npm run weights -- <name>…`: installs what is missing, then runs `camlucida weights`.
import { install } from "./install.mjs";

install();
process.chdir(process.env.INIT_CWD ?? process.cwd());
process.argv.splice(2, 0, "weights");
await import("../apps/cli/bin/camlucida.mjs");
