// `npm run verify -- fleet [PICTURES]`: three workers at a queue, killed four times, and the server once, against a plain run; and how fast
// one and three undisturbed workers are beside it. PICTURES is 3,000 unless said.
import { loadavg } from "node:os";
import process from "node:process";
import { type Proof, prove, type Trial } from "./prove.ts";
import { serverProgram } from "./redis.ts";

const [pictures = 3_000] = process.argv.slice(2).map(Number);
const redis = serverProgram();
if (redis === undefined) throw new Error("There is no redis-server and no valkey-server here. On Debian: apt-get install redis-server");

const trials: Readonly<Record<string, Omit<Trial, "pictures" | "batch">>> = {
  "three workers, four killed, the server killed once": { workers: 3, kills: 4, restarts: 1 },
  "three workers": { workers: 3, kills: 0, restarts: 0 },
  "one worker": { workers: 1, kills: 0, restarts: 0 },
};

let failures = 0;
for (const [name, trial] of Object.entries(trials)) {
  console.log(`${name} (load ${loadavg().map((load) => load.toFixed(1)).join(" ")})`);
  const proof = await prove(redis, { pictures, batch: 16, ...trial }, (line) => console.log(`  ${line}`));
  console.log(`  ${rates(proof)}`);
  const { plainSeconds: _plain, fleetSeconds: _fleet, ...facts } = proof;
  console.log(`  ${JSON.stringify(facts)}`);
  if (!isSound(proof)) failures++;
}
console.log(failures === 0 ? "0 lost, every file as a plain run writes it" : `${failures} trials failed`);
process.exitCode = failures === 0 ? 0 : 1;

function rates({ plainSeconds, fleetSeconds }: Proof): string {
  const [plain, fleet] = [pictures / plainSeconds, pictures / fleetSeconds];
  return `${fleet.toFixed(1)} pictures a second, start and end included; a plain run ${plain.toFixed(1)}: ${(fleet / plain).toFixed(2)} of that`;
}

function isSound({ lines, distinct, lost, failed, otherBytes, halfFiles, otherLines, collectCode }: Proof): boolean {
  return lines === pictures && distinct === pictures && [lost, failed, otherBytes, halfFiles, otherLines, collectCode].every((count) => count === 0);
}
