// What the tests need of the system: a WebGPU adapter on Vulkan, and Chromium. Software versions of both are Debian packages.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { denoBinary } from "./launcher/deno.mjs";

const question = `
import { reportAdapter } from ${JSON.stringify(new URL("../packages/tensor/src/devices/webgpu/gpu.ts", import.meta.url).href)};
console.log(JSON.stringify(await reportAdapter() ?? null));`;

/** The adapter as the tests will get it, { name, backend, … }; undefined where there is none. */
export function adapter() {
  const { stdout } = spawnSync(denoBinary(), ["eval", "--no-config", "--no-lock", question], { encoding: "utf8", timeout: 60_000 });
  return (stdout && JSON.parse(stdout)) || undefined;
}

/** Where Chromium or Chrome usually is. */
const browsers = [
  "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** The path of a Chromium or Chrome: $CHROMIUM if set, else wherever it usually is; undefined where there is none. */
export function chromium() {
  return process.env.CHROMIUM || browsers.find((path) => existsSync(path));
}

/** Installs what is missing of the two, where this is Debian or Ubuntu and we may. Says what it does. */
export function installSystemParts() {
  const present = adapter();
  const missing = [
    ...(present === undefined || present.backend === "OpenGL" ? ["libvulkan1", "mesa-vulkan-drivers"] : []),
    ...(chromium() === undefined ? ["chromium"] : []),
  ];
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return;
  console.log(`Missing for the tests: ${missing.join(", ")}. Installing them with apt-get …`);
  const failed = apt("update", "-qq") || apt("install", "-y", "-qq", "--no-install-recommends", ...missing);
  if (failed) console.log(`apt-get ended with ${failed}: going on without ${missing.join(", ")}.`);
}

/** The exit code of apt-get, which asks no questions; "no answer" where it did not run to its end. */
function apt(...aptArguments) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  // Its hundreds of lines would bury what the tests say; what goes wrong still shows.
  return spawnSync("apt-get", aptArguments, { stdio: ["ignore", "ignore", "inherit"], env, timeout: 300_000 }).status ?? "no answer";
}
