import type { OptionRow } from "./words.mjs";

interface Surroundings {
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly platform?: string;
  readonly folder?: string;
}

export function configurationFiles(words: readonly string[], rows: readonly OptionRow[], surroundings?: Surroundings): string[];
export function configured(words: readonly string[], rows: readonly OptionRow[], files: readonly string[], surroundings?: Surroundings): string[];
export class ConfigurationError extends Error {}
