// Goes to where a chapter was left, and notes how far its reader gets.
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { ChapterText } from "./chapter.ts";
import { keepPlace, placeAt, placeStore, readPlace, topOf } from "./place.ts";

/** @param text undefined while it is being loaded */
export function useReadingPlace(article: RefObject<HTMLElement | null>, slug: string, text: ChapterText | undefined): void {
  const shown = useRef(false);
  useLayoutEffect(() => {
    if (!article.current || !text) return;
    const place = readPlace(placeStore(), slug);
    const tops = topsIn(article.current);
    scrollTo({ top: place ? scrollY + topOf(place, tops) : 0, behavior: "instant" });
    if (!place && !shown.current) focusTitle(article.current);
    shown.current = true;
  }, [text]);
  useEffect(() => {
    if (!text) return undefined;
    let due = 0;
    const note = (): void => {
      due ||= requestAnimationFrame(() => {
        due = 0;
        if (article.current) keepPlace(placeStore(), slug, placeAt(topsIn(article.current)));
      });
    };
    addEventListener("scroll", note, { passive: true });
    return () => {
      removeEventListener("scroll", note);
      cancelAnimationFrame(due);
    };
  }, [slug, text]);
}

/** Of the headings, and the chapter's end. */
function topsIn(article: HTMLElement): number[] {
  const headings = Array.from(article.querySelectorAll(".prose > h1, .prose > h2"));
  return [...headings.map((heading) => heading.getBoundingClientRect().top), article.getBoundingClientRect().bottom];
}

/** Who goes on with the keyboard, or listens, begins there. */
function focusTitle(article: HTMLElement): void {
  const title = article.querySelector("h1");
  if (!title) return;
  title.tabIndex = -1;
  title.focus({ preventScroll: true });
}
