// The table of contents: beside a chapter where there is room, else a line above it that opens.
import { useEffect, useState } from "preact/hooks";
import type { Page } from "../page/page.ts";
import type { Chapter } from "./chapter.ts";

interface ContentsProps {
  readonly page: Page;
  readonly chapters: readonly Chapter[];
  readonly open: Chapter | undefined; // the one that is read
}

export function Contents({ page, chapters, open }: ContentsProps) {
  const words = page.text.value.learn;
  const language = page.language.value;
  const roomy = useMedia("(min-width: 1000px)");
  const [unfolded, setUnfolded] = useState(false);
  const link = (slug: string, title: string) => (
    <a href={`#mode=learn${slug === "" ? "" : `&chapter=${slug}`}`} data-chapter={slug} aria-current={slug === (open?.slug ?? "") ? "page" : undefined}>{title}</a>
  );
  useEffect(() => setUnfolded(false), [open]); // one has been chosen
  const list = (
    <ol>
      <li>{link("", words.contents)}</li>
      {chapters.map(({ slug, titles }) => <li key={slug}>{link(slug, titles[language])}</li>)}
    </ol>
  );
  if (roomy) return <nav class="contents" aria-label={words.contents}>{list}</nav>;
  return (
    <nav class="contents" aria-label={words.contents}>
      <details open={unfolded} onToggle={({ currentTarget }) => setUnfolded(currentTarget.open)}>
        <summary>{open ? open.titles[language] : words.contents}</summary>
        {list}
      </details>
    </nav>
  );
}

/** Whether the window is as the query says. */
function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const follow = (): void => setMatches(list.matches);
    list.addEventListener("change", follow);
    follow();
    return () => list.removeEventListener("change", follow);
  }, [query]);
  return matches;
}
