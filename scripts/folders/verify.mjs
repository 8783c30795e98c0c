// `npm run verify -- folders [PICTURES] [KILLS] [SEED]`: test/src/cli_killed.test.ts at large, 2,000 pictures and ten kills unless other numbers
// are given. On Linux as root also on a small disk that fills up.
import { join } from "node:path";
import { root } from "../install.mjs";
import { run } from "../launcher/run.mjs";

/** @returns how many of its checks failed, at least */
export async function verifyFolders([pictures = "2000", kills = "10", seed = "1"]) {
  const words = [join(root, "scripts/vitest.mjs"), "command", "src/cli_killed", "--disable-console-intercept", "--testTimeout=3600000", "--hookTimeout=3600000"];
  return run(process.execPath, words, { cwd: join(root, "test"), env: { ...process.env, CAMLUCIDA_FOLDERS: [pictures, kills, seed].join() } });
}
