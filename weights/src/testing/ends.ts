// A program that ends while it holds the lock `lock` and writes the file `file`, both in the folder given: lock.test.ts runs it.
import { join } from "node:path";
import process from "node:process";
import { withLock } from "../cache/lock.ts";
import { saveWhole } from "../cache/cache.ts";

const folder = process.argv[2] ?? ".";
await withLock(join(folder, "lock"), () => undefined, async () => {
  void saveWhole(join(folder, "file"), new Uint8Array(1e7));
  await new Promise((done) => { setTimeout(done, 2); });
  process.exit(130);
});
