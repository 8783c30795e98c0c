// A sample of `npm run verify -- packages` that installs nothing and takes seconds: the built packages beside the modules that they need,
// in a folder outside the repository, used by the Node that runs this.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../install.mjs";
import { publishedPackages } from "./layout.mjs";
import { call, check, placeConsumers } from "./project.mjs";

call(process.execPath, ["scripts/pack.mjs"], root);
const project = mkdtempSync(join(tmpdir(), "camlucida-sample-"));
try {
  const modules = join(project, "node_modules");
  const packages = publishedPackages();
  const ours = packages.map(({ manifest }) => manifest.name);
  const others = packages.flatMap(({ manifest }) => Object.keys(manifest.dependencies ?? {})).filter((name) => !ours.includes(name));
  for (const { manifest, stage } of packages) cpSync(stage, join(modules, manifest.name), { recursive: true });
  for (const name of new Set(others)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, "node_modules", name), join(modules, name), "junction");
  }
  writeFileSync(join(project, "package.json"), '{ "type": "module" }');
  placeConsumers(project);
  refuseTests(modules, ours);
  console.log(check("explain.mjs", JSON.parse(call(process.execPath, ["explain.mjs", "cpu"], project))));
  const line = JSON.parse(call(process.execPath, ["node_modules/camlucida/bin/camlucida.mjs", "photo.png", "--model", "my.safetensors", "--json"], project));
  if (line.top[0].class !== 1 || !readdirSync(project).includes("photo.cam.png")) throw new Error(`camlucida: ${JSON.stringify(line)}`);
  console.log(line.device.name);
} finally {
  rmSync(project, { recursive: true, force: true });
}

function refuseTests(modules, names) {
  for (const name of names) {
    const found = readdirSync(join(modules, name), { recursive: true }).filter((path) => /\.test\.|(^|[\\/])(testing|fixtures|src)([\\/]|$)/.test(path));
    if (found.length > 0) throw new Error(`${name} carries ${found.slice(0, 3).join(", ")}`);
  }
}
