// `npm run web -- [options]`: builds the page and its data into apps/web/dist/site, serves it here and opens it.
import { spawn } from "node:child_process";
import { cp, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { install } from "./install.mjs";

const help = `Usage: npm run web -- [options]

Builds the page with its weights, serves it on this machine and opens it in a browser. Ctrl-C ends it.

  --build        only build: apps/web/dist/site is the whole site, for any file host
  --dev          serve the sources, reloading as they change
  --model MODEL  a name of \`npx camlucida weights --list\`, or a .pth, .pt or .safetensors file
  --port N       serve on this port (default: 4173 or the next free one)
  --no-open      do not open a browser
  --help         this text
`;

const options = { build: { type: "boolean" }, dev: { type: "boolean" }, model: { type: "string" }, port: { type: "string" }, "no-open": { type: "boolean" }, help: { type: "boolean", short: "h" } };

const chosen = read();
if (chosen.help) process.stdout.write(help);
else await main(chosen);

function read() {
  try {
    const { values } = parseArgs({ options });
    if (values.port === undefined || /^\d{1,5}$/.test(values.port)) return values;
    throw new Error(`--port ${String(values.port)}: expected a number.`);
  } catch (error) {
    process.stderr.write(`${error.message}\nTry: npm run web -- --help\n`);
    process.exit(2);
  }
}

async function main({ build: onlyBuild = false, dev = false, model, port, "no-open": quiet = false }) {
  install();
  const [{ runProgram }, vite] = [await import("./launcher/deno.mjs"), await import("vite")];
  const web = fileURLToPath(new URL("../apps/web/", import.meta.url));
  const [data, site] = [`${web}dist/data`, `${web}dist/site`];
  const code = await runProgram(new URL("../apps/web/build/site_data.ts", import.meta.url), ["--out", data, ...(model === undefined ? [] : ["--model", model])]);
  if (code !== 0) process.exit(code);
  const common = { configFile: `${web}vite.config.mjs`, logLevel: "warn" };
  if (dev) {
    const server = await vite.createServer({ ...common, publicDir: data, server: { ...(port && { port: Number(port) }) } });
    await server.listen();
    return announce(server.resolvedUrls.local[0], quiet);
  }
  await vite.build(common);
  for (const folder of ["models", "samples"]) {
    await rm(`${site}/${folder}`, { recursive: true, force: true });
    await cp(`${data}/${folder}`, `${site}/${folder}`, { recursive: true, mode: 2 }); // a copy that shares the disk's blocks, where it can
  }
  await (await import("../apps/web/build/finish_site.mjs")).finishSite(site);
  if (onlyBuild) return console.log("The site is in apps/web/dist/site: serve it from any folder of any file host.");
  const server = await vite.preview({ ...common, preview: { ...(port && { port: Number(port), strictPort: true }) } });
  announce(server.resolvedUrls.local[0], quiet);
}

function announce(address, quiet) {
  console.log(`camlucida is at ${address}   (Ctrl-C ends it)`);
  if (!quiet && !process.env.CI) open(address);
}

/** With the system's own opener; where there is none, the address stands on the screen. */
function open(address) {
  const [command, ...before] = { darwin: ["open"], win32: ["cmd", "/c", "start", ""] }[process.platform] ?? ["xdg-open"];
  spawn(command, [...before, address], { stdio: "ignore", detached: true }).on("error", () => undefined).unref();
}
