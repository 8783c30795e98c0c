#!/usr/bin/env node
// The command `camlucida`: starts the program in Deno, or goes on in Node where no Deno is installed. Help and version need no program, and are there at once.
import { existsSync, readFileSync } from "node:fs";
import { openFilesLimit, refusalFor } from "../../../scripts/launcher/open_files.mjs";

const path = (name) => new URL(name, import.meta.url);

const help = () => readFileSync(path("help.txt"), "utf8");
const version = () => `camlucida ${JSON.parse(readFileSync(path("../package.json"), "utf8")).version}\n`;

/** What is answered by itself, typed alone; src/command.ts answers the same. */
const answers = { "--help": help, "-h": help, help, "--version": version, version };

/** As src/run/exit.ts: the model turned out to be damaged, and the program may not obtain it. */
const mustObtain = 75;

async function start(words) {
  const refusal = refusalFor(openFilesLimit());
  if (refusal) return refuse(refusal, words.includes("--json"));
  const { hasDeno, runProgram } = await import("../../../scripts/launcher/deno.mjs");
  const sources = existsSync(path("../src/main.ts")); // a clone; else a package
  if (!sources && !hasDeno()) return goOnInNode();
  const { flagsFor, needsOf } = await import("./permissions.mjs");
  const { files, whole } = await configuration(words);
  if (sources && writesReport(whole)) await (await import(path("../../../packages/report/build/page.mjs").href)).ensurePage();
  const attempt = (obtains) => runProgram(path(sources ? "../src/main.ts" : "../dist/main.js"), words, (env) => {
    const needs = needsOf(whole, { environment: { ...process.env, ...env }, obtains });
    const flags = flagsFor({ ...needs, read: [...needs.read, ...files] });
    return { flags, env: { CAMLUCIDA_OBTAINS: needs.obtains ? "yes" : "no", CAMLUCIDA_CONFIGURATION: JSON.stringify(files) } };
  });
  const code = await attempt();
  return code === mustObtain ? attempt(true) : code;
}

/** The files that options are from, and the words with those options; one that is wrong the program tells. */
async function configuration(words) {
  const { ConfigurationError, configurationFiles, configured } = await import("./configuration.mjs");
  const rows = (await import("./words.mjs")).optionRows();
  const files = configurationFiles(words, rows);
  try {
    return { files, whole: configured(words, rows, files) };
  } catch (error) {
    if (error instanceof ConfigurationError) return { files, whole: words };
    throw error;
  }
}

/** Whether the page of a report is needed, which a package has and a clone makes. */
const writesReport = (words) => words[0] === "report" || words.some((word) => word === "--report" || word.startsWith("--report="));

/** The program in this process, on the CPU. @returns its exit code */
async function goOnInNode() {
  process.env.CAMLUCIDA_OPEN_FILES = String(openFilesLimit());
  await import(path("../dist/node_main.js").href);
  return process.exitCode;
}

/** As the program itself tells an error that ends a run. */
function refuse(error, json) {
  if (json) process.stdout.write(`${JSON.stringify({ ok: false, error })}\n`);
  process.stderr.write(`✗ ${error.message}\n`);
  return 1;
}

const [first, ...others] = process.argv.slice(2);
if (others.length === 0 && Object.hasOwn(answers, first ?? "")) {
  process.stdout.on("error", () => undefined); // `| head -1` may leave early
  process.stdout.write(answers[first]());
} else process.exitCode = await start(process.argv.slice(2));
