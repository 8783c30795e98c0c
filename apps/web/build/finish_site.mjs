// The last touch to a built site: its service worker learns which files belong to it, and hosts that read a `_headers` file
// learn what to send.
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { headers } from "../headers.mjs";

/** @param {string} folder of the whole site: page, samples, models */
export async function finishSite(folder) {
  await writeFile(join(folder, "_headers"), `/*\n${Object.entries(headers).map(([name, value]) => `  ${name}: ${value}\n`).join("")}`);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/")).sort();
  const files = paths.filter((path) => path !== "service_worker.js" && path !== "_headers" && (!path.startsWith("models/") || path === "models/index.json"));
  const digest = createHash("sha256");
  for (const path of files) digest.update(path).update(await readFile(join(folder, path)));
  const worker = join(folder, "service_worker.js");
  const source = await readFile(worker, "utf8");
  const site = JSON.stringify({ version: digest.digest("hex").slice(0, 12), files: files.map((path) => `./${path}`) });
  const finished = source.replace(/JSON\.parse\((["'`]).*?none.*?\1\)/, () => site);
  if (finished === source) throw new Error(`${worker} has no place for the list of files.`);
  await writeFile(worker, finished);
}
