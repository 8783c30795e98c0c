// A chapter of docs/guide, as the page holds it: rendered when the site is built (build/guide), loaded when it is opened.
import type { Language } from "../text/language.ts";

/** What stands in a chapter, one below another. */
export type ChapterPart =
  | { readonly kind: "text"; readonly html: string } // without inline styles: the page's policy allows none
  | { readonly kind: "figure"; readonly slug: string; readonly caption: string };

export interface ChapterText {
  readonly title: string; // "2. What does a convolution do?"
  readonly parts: readonly ChapterPart[];
}

/** A chapter that exists, before it is loaded. */
export interface Chapter {
  readonly slug: string; // "convolution", of 02_convolution.md
  readonly titles: Readonly<Record<Language, string>>;
  readonly load: Readonly<Record<Language, () => Promise<{ readonly default: ChapterText }>>>;
}
