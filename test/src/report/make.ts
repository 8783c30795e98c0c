// `npm run report`: draws shapes, of which some are told by a mark alone, makes a report of what the tiny network sees in them, dist/report/report/,
// and photographs it for the documents, docs/report.jpg.
import { encodePng } from "camlucida/internal";
import { execFileSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright";
import { chromium as installedChromium } from "../../../scripts/system.mjs";
import { drawing, kinds } from "./shapes.ts";

const root = resolve(import.meta.dirname, "../../..");
const folder = join(root, "dist/report");
const each = 32; // pictures of a kind
const marked = 10; // of the stars

await rm(folder, { recursive: true, force: true });
for (const kind of kinds) {
  await mkdir(join(folder, "shapes", kind), { recursive: true });
  for (let number = 0; number < each; number++) {
    await writeFile(join(folder, "shapes", kind, `${String(number).padStart(2, "0")}.png`), await encodePng(drawing(kind, number, kind === "star" && number < marked)));
  }
}
const words = ["shapes/", "--recursive", "--model", "../../weights/tiny/tiny.safetensors", "--no-legend", "--device", "cpu", "--out", "maps/", "--report", "report/"];
execFileSync("node", [join(root, "apps/cli/bin/camlucida.mjs"), ...words], { cwd: folder, stdio: ["ignore", "inherit", "inherit"] });
await photograph(join(folder, "report/index.html"), join(root, "docs/report.jpg"));

async function photograph(page: string, picture: string): Promise<void> {
  const browser = await chromium.launch({ executablePath: installedChromium() ?? "chromium", args: ["--no-sandbox"] });
  const sight = await browser.newPage({ viewport: { width: 1280, height: 1120 }, colorScheme: "light" });
  await sight.goto(pathToFileURL(page).href);
  await sight.locator(".tile img").first().evaluate((image: HTMLImageElement) => image.decode());
  await sight.waitForTimeout(500);
  await sight.screenshot({ path: picture, type: "jpeg", quality: 82 });
  await browser.close();
}
