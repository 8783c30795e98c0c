// The languages of the page.
export const languages = ["en", "ja"] as const;
export type Language = (typeof languages)[number];

/** The first of the browser's languages that the page speaks. */
export const usualLanguage = (): Language => navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === "en" || tag === "ja") ?? "en";
