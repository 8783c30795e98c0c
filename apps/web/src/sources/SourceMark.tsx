// A small button beside a number, a picture or a sentence: opens the source that made it, at the line that defines a name.
import type { Page } from "../page/page.ts";

interface SourceMarkProps {
  readonly page: Pick<Page, "text" | "openSource">;
  readonly path: string; // from the project's root; a test holds that such a source travels
  readonly name: string; // of what that source defines; likewise
}

export function SourceMark({ page, path, name }: SourceMarkProps) {
  const label = page.text.value.sources.mark(name, path.replace(/.*\//, ""));
  return (
    <button
      type="button" class="source-mark" aria-label={label} title={label} data-source={`${path} ${name}`}
      onClick={({ currentTarget }) => {
        currentTarget.focus(); // where the focus returns to: not every browser gives it to a button that is clicked
        page.openSource(path, name);
      }}
    >
      <span aria-hidden="true">{"{ }"}</span>
    </button>
  );
}
