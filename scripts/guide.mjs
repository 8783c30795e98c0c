// `npm run guide`: writes the lab's numbers and the lines of links into docs/guide anew, then tests it. With `-- --pictures [SLUG …]` it
// writes docs/guide/figures anew instead, from the built page.
import { fileURLToPath } from "node:url";
import { install } from "./install.mjs";

install();
const { run } = await import("./launcher/deno.mjs");
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const [first, ...slugs] = process.argv.slice(2);
const pictures = first === "--pictures";
if (first !== undefined && !pictures) {
  process.stderr.write("Usage: npm run guide [-- --pictures [SLUG …]]\n");
  process.exit(2);
}
const vitest = (folder, ...words) => run(process.execPath, [path("vitest.mjs"), ...words], { cwd: path(folder), env: { CAMLUCIDA_RENEW: slugs.join(",") || "1" } });
process.exitCode = await (pictures ? vitest("../apps/web", "page", "journeys/guide_pictures") : vitest("../apps/web", "node", "src/learn/guide"));
