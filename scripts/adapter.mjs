// Whether this machine has a WebGPU adapter, and the Debian package that brings one in software where it has none.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { denoBinary } from "../apps/cli/bin/deno.mjs";

const question = `
const adapter = await navigator.gpu?.requestAdapter();
if (adapter) console.log(adapter.info.description || adapter.info.vendor || "an adapter without a name");`;

/** The adapter's name, as the tests will get it; undefined where there is none. */
export function adapterName() {
  const { stdout } = spawnSync(denoBinary(), ["eval", "--no-config", "--no-lock", question], { encoding: "utf8", timeout: 60_000 });
  return stdout?.trim() || undefined;
}

/** Installs Mesa's Vulkan drivers, among them one for the CPU, where this is Debian or Ubuntu and we may. Says what it does. */
export function installSoftwareAdapter() {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return;
  console.log("No WebGPU adapter. Installing the system package mesa-vulkan-drivers (a Vulkan driver for the CPU) with apt-get …");
  const failed = apt("update", "-qq") || apt("install", "-y", "-qq", "--no-install-recommends", "libvulkan1", "mesa-vulkan-drivers");
  if (failed) console.log(`apt-get ended with ${failed}: going on without mesa-vulkan-drivers.`);
}

/** The exit code of apt-get, which asks no questions; "no answer" where it did not run to its end. */
function apt(...aptArguments) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  return spawnSync("apt-get", aptArguments, { stdio: ["ignore", "inherit", "inherit"], env, timeout: 300_000 }).status ?? "no answer";
}
