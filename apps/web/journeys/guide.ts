// The guide as a visitor opens it.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright";
import { root } from "./site.ts";

export interface Dress {
  readonly language: "en" | "ja";
  readonly theme: "light" | "dark";
}

/** Goes to a chapter by its address and waits until its figure is live. @param slug "": the front page */
export async function openChapter(page: Page, slug: string, { language, theme }: Dress): Promise<void> {
  const address = new URLSearchParams({ language, theme, mode: "learn", ...(slug !== "" && { chapter: slug }) });
  await page.evaluate((hash) => { location.hash = hash; }, String(address));
  await page.locator(`.chapter[data-chapter='${slug}'] h1`).waitFor();
  if (slug !== "") await liveFigure(page, slug);
}

/** Waits until the figure of the chapter that is open shows something. */
export async function liveFigure(page: Page, slug: string): Promise<void> {
  await page.locator(`.live-figure[data-figure='${slug}'][data-live] .live-place > :not(.figure-waits)`).first().waitFor();
}

const folder = join(root, "docs/guide/en");

/** All chapters, in their order. */
export const guideSlugs: readonly string[] = readdirSync(folder).filter((file) => /^\d\d_/.test(file)).sort().map((file) => file.replace(/^\d\d_|\.md$/g, ""));
