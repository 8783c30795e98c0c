// `npm run lab -- TOPIC [WORDS]`: the worked numbers of a chapter of the guide, then what this machine makes of them.
import { CamlucidaError } from "@camlucida/tensor";
import process from "node:process";
import { ladder, question } from "./ladder/ladder.ts";
import { LabError } from "./topic.ts";
import { topics } from "./topics/index.ts";

try {
  await run(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CamlucidaError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function run([name, ...words]: readonly string[]): Promise<void> {
  if (name === undefined) return console.log(overview());
  if (name === "ladder") return print(ladder(words));
  const topic = topics.find((one) => one.name === name);
  if (!topic) throw new LabError("lab-topic", `lab: there is no topic "${name}". There are ${topics.map((one) => one.name).join(", ")}, ladder.`);
  if (words.length > 0 && !topic.here) throw new LabError("lab-words", `lab: "${name}" takes no further words; these were given: ${words.join(" ")}.`);
  if (words.length === 0) console.log(await topic.worked()); // words ask for another example than the guide's
  if (words.length === 0 && topic.here) console.log();
  if (topic.here) await print(topic.here(words));
}

async function print(texts: AsyncIterable<string>): Promise<void> {
  for await (const text of texts) console.log(`${text}\n`);
}

function overview(): string {
  const all = [...topics, { name: "ladder", question }];
  const widest = Math.max(...all.map(({ name }) => name.length));
  return ["npm run lab -- TOPIC", "", ...all.map(({ name, question }) => `  ${name.padEnd(widest)}  ${question}`)].join("\n");
}
