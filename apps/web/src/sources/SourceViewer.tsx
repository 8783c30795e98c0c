// A source at a line, with what else its file defines. Beside the page where there is room for both, so that a figure can be
// tried while its code is read; over all of it elsewhere. Escape and a button close it, and the focus goes back to the mark.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Page } from "../page/page.ts";
import { definitionsIn } from "./definitions.ts";
import { SourceText } from "./SourceText.tsx";
import type { SourcePlace } from "./place.ts";
import "./sources.css";

export interface SourceViewerProps {
  readonly page: Page;
  readonly place: SourcePlace;
}

interface Read {
  readonly path: string;
  readonly text: string;
  readonly paths: ReadonlySet<string>; // that imports may lead to
}

export function SourceViewer({ page, place }: SourceViewerProps) {
  const words = page.text.value.sources;
  const read = useSource(page, place.path);
  const dialog = useDialog(() => page.closeSource());
  const folder = place.path.replace(/[^/]*$/, "");
  return (
    <dialog ref={dialog} class="source" aria-labelledby="source-title">
      <div class="source-head">
        <h2 id="source-title"><small>{folder}</small>{place.path.slice(folder.length)} <small>{words.line(place.line)}</small></h2>
        <button type="button" onClick={() => page.closeSource()}>{words.close}</button>
      </div>
      {read ? <Contents page={page} read={read} place={place} /> : <p class="note" role="status">{words.loading}</p>}
    </dialog>
  );
}

function Contents({ page, read: { path, text, paths }, place }: SourceViewerProps & { readonly read: Read }) {
  const words = page.text.value.sources;
  const definitions = useMemo(() => definitionsIn(text), [text]);
  const go = (to: SourcePlace): void => { page.source.value = to; };
  return (
    <>
      <details class="source-names">
        <summary>{words.names(definitions.length)}</summary>
        <ul>
          {definitions.map(({ name, line }) => <li key={`${name} ${line}`}><button type="button" aria-current={line === place.line} onClick={() => go({ path, line })}>{name}</button></li>)}
        </ul>
      </details>
      <SourceText label={words.text(path)} path={path} text={text} paths={paths} line={place.line} go={go} />
    </>
  );
}

/** @returns undefined while it is on its way */
function useSource({ sources, report, closeSource }: Page, path: string): Read | undefined {
  const [read, setRead] = useState<Read | undefined>(undefined);
  useEffect(() => {
    let wanted = true;
    void Promise.all([sources.textOf(path), sources.paths()]).then(([text, paths]) => { if (wanted) setRead({ path, text, paths }); }, (error: unknown) => {
      if (!wanted) return;
      closeSource();
      report(error);
    });
    return () => { wanted = false; }; // one that was left before it came would take the place of the one that is looked at
  }, [path]);
  return read?.path === path ? read : undefined;
}

/** Whether page and source have room beside each other. */
const ROOM = "(min-width: 1200px)";

/** Open for as long as it is there, and what had the focus has it again. */
function useDialog(close: () => void) {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const [element, before, room] = [dialog.current, document.activeElement, matchMedia(ROOM)];
    const show = (): void => {
      element?.close();
      if (room.matches) element?.show();
      else element?.showModal();
    };
    const key = (event: KeyboardEvent): void => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.preventDefault(); // the browser would close it, and the page not know
      close();
    };
    show();
    room.addEventListener("change", show);
    document.addEventListener("keydown", key);
    return () => {
      room.removeEventListener("change", show);
      document.removeEventListener("keydown", key);
      element?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return dialog;
}
