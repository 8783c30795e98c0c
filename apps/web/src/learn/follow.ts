// What a click on one of the guide's links does. They are links all the same: they can be copied, or opened in another tab.
import { useEffect } from "preact/hooks";
import type { Page } from "../page/page.ts";
import { languages } from "../text/language.ts";
import { forgetPlace, placeStore } from "./place.ts";
import { openSource } from "./source.ts";

/** A chapter from its beginning. @param slug "": the table of contents */
export function openChapter(page: Page, slug: string): void {
  forgetPlace(placeStore(), slug);
  if ((page.chapter.value ?? "") === slug) scrollTo(0, 0);
  page.chapter.value = slug === "" ? undefined : slug;
}

/** Listens to all of the guide's links at once: they stand in texts that were rendered when the site was built. */
export function useLinks(page: Page): void {
  useEffect(() => {
    const follow = (event: MouseEvent): void => followLink(page, event);
    document.addEventListener("click", follow);
    return () => document.removeEventListener("click", follow);
  }, [page]);
}

function followLink(page: Page, event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>(".learn a") : null;
  if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const { chapter, source, line } = link.dataset as { readonly chapter?: string; readonly source?: string; readonly line?: string };
  const language = languages.find((name) => name === link.dataset["language"]);
  if (language !== undefined) page.set({ language });
  if (chapter !== undefined) openChapter(page, chapter);
  else if (source !== undefined) openSource(page, { path: source, line: Number(line) });
  else return;
  event.preventDefault(); // as a page of its own it would forget how things are shown
}
