// Files that are dropped or pasted anywhere: a picture; a network with its labels and the files beside it, or a folder of them.
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { BroughtFile } from "../engine/protocol.ts";
import { filesChosen, filesDropped } from "../page/brought.ts";
import type { Page } from "../page/page.ts";

export function Drop({ page, children }: { readonly page: Page; readonly children: ComponentChildren }) {
  useEffect(() => {
    const paste = ({ clipboardData }: ClipboardEvent): void => take(page, filesChosen(Array.from(clipboardData?.files ?? [])));
    const over = (event: DragEvent): void => event.preventDefault();
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      if (event.dataTransfer) void filesDropped(event.dataTransfer).then((files) => take(page, files), page.report);
    };
    document.addEventListener("paste", paste);
    document.addEventListener("dragover", over);
    document.addEventListener("drop", drop);
    return () => {
      document.removeEventListener("paste", paste);
      document.removeEventListener("dragover", over);
      document.removeEventListener("drop", drop);
    };
  }, [page]);
  return <>{children}</>;
}

/** A drop of text, or none at all, is nobody's file. */
export const take = (page: Page, files: readonly BroughtFile[]): void => {
  if (files.length > 0) void page.bring(files).catch(page.report);
};
