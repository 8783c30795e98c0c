// The report's page as one file, dist/page.html: script and styles in it, a policy that allows these two alone and pictures beside the
// page, and a place for the data. Nobody commits it: `npm run build` and `npm run pack` make it, and in a clone the launcher, where it is needed.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("..", import.meta.url));
const sources = join(folder, "src");
const page = join(sources, "page");

/** Where the page is built to. */
export const pagePath = join(folder, "dist/page.html");

/** Builds the page unless it is there and newer than all that it is made from. @returns whether it was built */
export async function ensurePage() {
  const made = existsSync(pagePath) ? statSync(pagePath).mtimeMs : 0;
  const parts = readdirSync(sources, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  const newest = Math.max(...[...parts, fileURLToPath(import.meta.url), join(folder, "package.json")].map((path) => statSync(path).mtimeMs));
  if (made > newest) return false;
  await buildPage();
  return true;
}

/** Writes the page, whole or not at all. */
export async function buildPage() {
  const [{ script, licences }, styles] = [await bundle(), stylesOf(join(page, "style"))];
  mkdirSync(dirname(pagePath), { recursive: true });
  const half = `${pagePath}.${process.pid}`;
  writeFileSync(half, pageOf(script, styles, licences));
  renameSync(half, pagePath);
}

/** The script with all the libraries in it. */
async function bundle() {
  const { rolldown } = await import("rolldown"); // not before it is needed: the launcher asks whether the page is there at every report
  const bundler = await rolldown({
    cwd: folder, input: join(page, "main.tsx"), platform: "browser", tsconfig: false,
    transform: { target: "es2022", jsx: { runtime: "automatic", importSource: "preact" }, define: { "process.env.NODE_ENV": '"production"' } },
  });
  const { output } = await bundler.generate({ format: "iife", minify: true });
  await bundler.close();
  return { script: inScript(output[0].code), licences: licencesOf(output[0].moduleIds) };
}

/** "</script" and "<!--" would end or change the element that they stand in. */
const inScript = (code) => code.trim().replace(/<(?=\/script|!--|script)/gi, "\\x3c");

/** All style sheets, without comments and indentation. */
function stylesOf(where) {
  const texts = ["base.css", "parts.css", "gallery.css"].map((name) => readFileSync(join(where, name), "utf8"));
  return texts.join("").replace(/\/\*[^]*?\*\//g, "").split("\n").map((line) => line.trim()).filter((line) => line !== "").join("\n");
}

/** The licences of the libraries in the script, each text once behind the names that it is of. @param modules paths of all its parts */
function licencesOf(modules) {
  const folders = new Set(modules.flatMap((path) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(path)?.[0] ?? []));
  const namesOf = new Map();
  for (const own of [...folders].sort((one, other) => (one < other ? -1 : 1))) {
    const { name } = JSON.parse(readFileSync(join(own, "package.json"), "utf8"));
    const file = readdirSync(own).find((one) => /^licen[cs]e/i.test(one));
    if (file === undefined) throw new Error(`${name} has no licence in ${own}: the report's page may not hold it.`);
    const text = readFileSync(join(own, file), "utf8").trim();
    namesOf.set(text, [...(namesOf.get(text) ?? []), name]);
  }
  return [...namesOf].map(([text, names]) => `${names.join(", ")}\n\n${text}`).join("\n\n").replaceAll("--", "- -");
}

const hashed = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** `file:` is where the page lies when it is opened from the disk; its own style attributes are set by its script alone. */
function pageOf(script, styles, licences) {
  const policy = ["default-src 'none'", `script-src ${hashed(script)}`, `style-src ${hashed(styles)}`, "img-src 'self' file:", "base-uri 'none'", "form-action 'none'"].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="camlucida report">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>camlucida report</title>
<style>${styles}</style>
</head>
<body>
<div id="page"><noscript>This report is put together by a script, and needs JavaScript to be seen. Its numbers are in results.jsonl beside it.</noscript></div>
<script type="application/json" id="data">{{data}}</script>
<script>${script}</script>
</body>
</html>
<!--
What the script is made from, and its licences:

${licences}
-->
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPage();
