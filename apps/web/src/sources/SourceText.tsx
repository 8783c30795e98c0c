// The lines of a source, numbered and coloured; its imports are links to their files.
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { pathOfImport } from "./imports.ts";
import type { SourcePlace } from "./place.ts";
import { type Token, tokenLines } from "./tokens.ts";

interface SourceTextProps {
  readonly label: string;
  readonly path: string;
  readonly text: string;
  readonly paths: ReadonlySet<string>; // every source that travels
  readonly line: number; // that is shown, counted from 1
  go(to: SourcePlace): void;
}

export function SourceText({ label, path, text, paths, line, go }: SourceTextProps) {
  const place = useRef<HTMLPreElement>(null);
  const lines = useMemo(() => tokenLines(text, path), [text, path]);
  useLayoutEffect(() => {
    place.current?.querySelector(".here")?.scrollIntoView({ block: "center" });
    place.current?.focus({ preventScroll: true }); // from here the arrow keys scroll
  }, [path, line]);
  return (
    <pre ref={place} tabIndex={0} aria-label={label}>
      {lines.map((tokens, at) => (
        <code key={at} class={at + 1 === line ? "line here" : "line"} aria-current={at + 1 === line ? "location" : undefined}>
          <span class="words">{tokens.map((token) => wordOf(token, path, paths, go))}{"\n"}</span>
        </code>
      ))}
    </pre>
  );
}

/** A word; of an import that leads to a source a link. */
function wordOf({ text, kind }: Token, path: string, paths: ReadonlySet<string>, go: SourceTextProps["go"]) {
  const [, specifier] = kind === "hljs-string" ? (/^["'](.*)["']$/.exec(text) ?? []) : [];
  const target = specifier === undefined ? undefined : pathOfImport(path, specifier);
  if (target === undefined || !paths.has(target)) return kind === undefined ? text : <span class={kind}>{text}</span>;
  return <button type="button" class="hljs-string link" onClick={() => go({ path: target, line: 1 })}>{text}</button>;
}
