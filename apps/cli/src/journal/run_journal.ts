// The journal of a run: where it stands, and by what its pictures are explained.
import process from "node:process";
import { shownWords } from "../../bin/addresses.mjs";
import packageJson from "../../package.json" with { type: "json" };
import { configuredWords } from "../arguments/configured.ts";
import type { Options } from "../arguments/options.ts";
import { shardText } from "../files/shard.ts";
import type { Model } from "../model/model.ts";
import { type Journal, journalPath, openJournal } from "./journal.ts";
import { settingsOf } from "./settings.ts";

const wordsKept = 64; // a shell may have made one pattern ten thousand names

/**
 * @returns undefined where none is wanted
 * @throws JournalError, OutputError; see openJournal
 */
export async function openRunJournal(options: Options, model: Pick<Model, "digest">, say: (line: string) => void): Promise<Journal | undefined> {
  const path = journalPath(options);
  if (path === undefined) return undefined;
  const { outputs: { force }, run: { resumeBy, keepFailures, shard } } = options;
  const words = shownWords(configuredWords(process.argv.slice(2)).words.slice(0, wordsKept));
  const facts = { version: packageJson.version, shard: shard ? shardText(shard) : null, settings: await settingsOf(options), model: model.digest(), words };
  return openJournal(path, facts, { resumeBy, keepFailures, force }, say);
}
