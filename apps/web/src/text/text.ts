// The page's words, by language.
import { english, type Text } from "./en.ts";
import { japanese } from "./ja.ts";

export type { Text } from "./en.ts";
export const languages = ["en", "ja"] as const;
export type Language = (typeof languages)[number];

export const texts: Readonly<Record<Language, Text>> = { en: english, ja: japanese };

/** The first of the browser's languages that the page speaks. */
export const usualLanguage = (): Language => navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === "en" || tag === "ja") ?? "en";
