// The guide: its table of contents, and the chapter that is open, with a live figure where its text has a picture.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Page } from "../page/page.ts";
import type { Chapter, ChapterPart, ChapterText } from "./chapter.ts";
import { chapters, front } from "./chapters.ts";
import { Contents } from "./Contents.tsx";
import { useLinks } from "./follow.ts";
import "./learn.css";
import { LiveFigure } from "./LiveFigure.tsx";
import { type Material, useMaterial } from "./material.ts";
import { useReadingPlace } from "./reading.ts";

export default function Learn({ page }: { readonly page: Page }) {
  const slug = page.chapter.value ?? "";
  const at = chapters.findIndex((chapter) => chapter.slug === slug);
  const chapter = chapters[at] ?? front;
  useLinks(page);
  const material = useMaterial(page); // begun here, while the chapter is on its way
  return (
    <div class="learn">
      <Contents page={page} chapters={chapters} open={chapters[at]} />
      <div class="reading">
        {chapter ? <Reading key={chapter.slug} page={page} chapter={chapter} material={material} /> : <FrontPage page={page} />}
        <Neighbours page={page} before={at < 0 ? undefined : chapters[at - 1] ?? front} after={chapters[at + 1]} />
      </div>
    </div>
  );
}

interface ReadingProps {
  readonly page: Page;
  readonly chapter: Chapter;
  readonly material: Material | undefined;
}

function Reading({ page, chapter, material }: ReadingProps) {
  const text = useChapterText(page, chapter);
  const article = useRef<HTMLElement>(null);
  useReadingPlace(article, chapter.slug, text);
  useTitle(chapter.titles[page.language.value]);
  return (
    <article ref={article} class="chapter" data-chapter={chapter.slug} aria-busy={!text}>
      {text ? text.parts.map((part, at) => <Part key={at} page={page} part={part} material={material} />) : <p class="note">{page.text.value.learn.opening}</p>}
    </article>
  );
}

function Part({ page, part, material }: Pick<ReadingProps, "page" | "material"> & { readonly part: ChapterPart }) {
  if (part.kind === "figure") return <LiveFigure page={page} slug={part.slug} caption={part.caption} material={material} />;
  return <div class="prose" dangerouslySetInnerHTML={{ __html: part.html }} />; // our own text, rendered when the site was built
}

/** Of the last language asked for; the text before it stays until it is there. */
function useChapterText(page: Page, chapter: Chapter): ChapterText | undefined {
  const [text, setText] = useState<ChapterText | undefined>(undefined);
  const language = page.language.value;
  useEffect(() => {
    let current = true;
    chapter.load[language]().then(({ default: loaded }) => { if (current) setText(loaded); }, page.report);
    return () => { current = false; };
  }, [chapter, language]);
  return text;
}

/** In the browser's list of tabs and pages. */
function useTitle(title: string): void {
  useLayoutEffect(() => {
    const before = document.title;
    document.title = `${title} · camlucida`;
    return () => { document.title = before; };
  }, [title]);
}

/** Where the guide has no front page of its own. */
function FrontPage({ page }: { readonly page: Page }) {
  return <article class="chapter" data-chapter=""><div class="prose"><h1>{page.text.value.learn.contents}</h1></div></article>;
}

interface NeighboursProps {
  readonly page: Page;
  readonly before: Chapter | undefined;
  readonly after: Chapter | undefined;
}

function Neighbours({ page, before, after }: NeighboursProps) {
  const { previous, next, turning } = page.text.value.learn;
  const language = page.language.value;
  const link = (chapter: Chapter, rel: "prev" | "next", word: string) => (
    <a href={`#mode=learn${chapter.slug === "" ? "" : `&chapter=${chapter.slug}`}`} data-chapter={chapter.slug} rel={rel} class={`turn ${rel}`}><span>{word}</span>{chapter.titles[language]}</a>
  );
  return (
    <nav class="turning" aria-label={turning}>
      {before && link(before, "prev", previous)}
      {after && link(after, "next", next)}
    </nav>
  );
}
