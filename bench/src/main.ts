// `npm run bench`: measures, prints tables and, with --write, keeps them in docs/speed.*. See options.ts.
import process from "node:process";
import { measureCases } from "./cases.ts";
import { measureInBrowser } from "./in_browser.ts";
import { contendersFor, optionsOf } from "./options.ts";
import { denoGuest } from "./process_guest.ts";
import { sectionOf } from "./reports/document.ts";
import { write } from "./reports/write.ts";

const { browser, write: keep, only, models, batches, tasks, rounds } = optionsOf(process.argv.slice(2));
const runtime = browser ? "Chromium" : "Deno";
const chosen = { models, batches, tasks, rounds, contenders: contendersFor(runtime, only) };
const cases = await (browser ? measureInBrowser(chosen) : measureCases(runtime, chosen, denoGuest, (doing) => void process.stderr.write(`${doing}\n`)));
process.stdout.write(cases.map(sectionOf).join("\n"));
if (keep) await write(runtime, { cases });
process.exit(0); // the adapter that was asked for its name would hold the process
