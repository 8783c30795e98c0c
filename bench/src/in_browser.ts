// The same measurement in Chromium: browser.mjs serves the page and drives it, in Node.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Chosen } from "./cases.ts";
import type { Case } from "./reports/case.ts";

const program = fileURLToPath(new URL("../browser.mjs", import.meta.url));

export function measureInBrowser(chosen: Chosen): Promise<Case[]> {
  const child = spawn("node", [program, JSON.stringify(chosen)], { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part: string) => { text += part; });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(JSON.parse(text) as Case[]);
      else reject(new Error(`bench/browser.mjs ended with ${code}. Is there a Chromium? CHROMIUM can name it.`));
    });
  });
}
