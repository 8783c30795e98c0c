// Builds the site once, with a small model, for all journeys.
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process, { env } from "node:process";
import { promisify } from "node:util";
import type { TestProject } from "vitest/node";
import { denoBinary } from "../../../scripts/launcher/deno.mjs";
import { finishSite } from "../build/finish_site.mjs";
import { siteModel } from "./models.ts";

const run = promisify(execFile);
const root = resolve(import.meta.dirname, "../../..");
const web = join(root, "apps/web");

export interface BuiltSite {
  readonly folder: string; // the site itself is in site/
  readonly model: string; // the path of the model that it is built with
}

declare module "vitest" {
  interface ProvidedContext {
    site: BuiltSite;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "camlucida-page-"));
  const [model, data, site] = [join(folder, "tiny.safetensors"), join(folder, "data"), join(folder, "site")];
  await writeFile(model, siteModel());
  const program = ["run", "-A", "--quiet", "--no-config", "--no-lock", "--cached-only", "--node-modules-dir=manual", join(web, "build/site_data.ts"), "--out", data, "--model", model];
  // In a process of its own: Vitest's environment says "test", and the page shall be built as for everybody.
  const building = [join(root, "node_modules/vite/bin/vite.js"), "build", "--config", join(web, "vite.config.mjs"), "--logLevel", "error", "--outDir", site, "--emptyOutDir"];
  await Promise.all([run(denoBinary(), program), run(process.execPath, building, { env: { ...env, NODE_ENV: "production" } })]);
  await cp(data, site, { recursive: true });
  await finishSite(site);
  project.provide("site", { folder, model });
  return () => rm(folder, { recursive: true, force: true });
}
