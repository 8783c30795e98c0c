// A small button beside a number, a picture or a sentence: opens the source that made it, at the line that defines a name.
import type { ComponentChildren } from "preact";
import type { Page } from "../page/page.ts";

interface SourceMarkProps {
  readonly page: Pick<Page, "text" | "openSource">;
  readonly path: string; // from the project's root; a test holds that such a source travels
  readonly name: string; // of what that source defines; likewise
  readonly children?: ComponentChildren; // what is made there, in a word, where several marks stand side by side
}

export function SourceMark({ page, path, name, children }: SourceMarkProps) {
  const label = page.text.value.sources.mark(name, path.replace(/.*\//, ""));
  return (
    <button
      type="button" class="source-mark" title={label} {...(children === undefined && { "aria-label": label })} data-source={`${path} ${name}`}
      onClick={({ currentTarget }) => {
        currentTarget.focus(); // where the focus returns to: not every browser gives it to a button that is clicked
        page.openSource(path, name);
      }}
    >
      <span aria-hidden="true">{"{ }"}</span>{children !== undefined && <> {children}</>}
    </button>
  );
}

/** Several of them, each with its word. */
export function SourceMarks({ page, children }: { readonly page: Pick<Page, "text">; readonly children: ComponentChildren }) {
  return <p class="source-marks"><span>{page.text.value.sources.code}</span> {children}</p>;
}
