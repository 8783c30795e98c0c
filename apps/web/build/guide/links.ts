// Where a chapter's links lead in the page: to another chapter, into a source at its line, or out. Documents and scripts do not travel
// with the page: of them it only says where they are.
import { posix } from "node:path";
import { sourceParts } from "../sources_travel.mjs";

/** A chapter's file name → its slug: "06_cam.md" → "cam", "README.md" → "". */
export const slugOf = (file: string): string => (file === "README.md" ? "" : file.replace(/^\d\d_|\.md$/g, ""));

let known: ReadonlySet<string> | undefined;

/** The sources that the page can show. */
const travelling = (): ReadonlySet<string> => (known ??= new Set([...sourceParts().values()].flatMap((texts) => Object.keys(texts))));

/** @param from the file that has the link, from the repository's root; @param inner HTML */
export function linkTo(href: string, from: string, inner: string): string {
  if (href.startsWith("https://")) return `<a href="${href}" rel="noreferrer">${inner}</a>`;
  const [file = "", anchor = ""] = href.split("#");
  const path = posix.join(posix.dirname(from), file);
  if (path.startsWith("..")) throw new Error(`${from}: the link ${href} leads out of the repository.`);
  const [, language, chapter] = /^docs\/guide\/(en|ja)\/([^/]+\.md)$/.exec(path) ?? [];
  if (chapter !== undefined) {
    const slug = slugOf(chapter);
    const other = from.startsWith(`docs/guide/${language}/`) ? undefined : language;
    return `<a href="#${other === undefined ? "" : `language=${other}&amp;`}mode=learn${slug === "" ? "" : `&amp;chapter=${slug}`}" data-chapter="${slug}"${other === undefined ? "" : ` data-language="${other}"`}>${inner}</a>`;
  }
  if (!travelling().has(path)) return `${inner} (<code>${path}</code>)`;
  const line = /^L(\d+)$/.exec(anchor)?.[1] ?? "1";
  return `<a href="#mode=learn&amp;source=${path}:${line}" data-source="${path}" data-line="${line}">${inner}</a>`;
}
