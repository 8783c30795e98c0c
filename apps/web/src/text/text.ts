// The page's words, by language.
import { english, type Text } from "./en.ts";
import { japanese } from "./ja.ts";
import type { Language } from "./language.ts";

export const texts: Readonly<Record<Language, Text>> = { en: english, ja: japanese };
