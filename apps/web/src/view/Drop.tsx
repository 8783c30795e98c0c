// Files that are dropped or pasted anywhere: a picture, or a checkpoint and its labels.
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { Page } from "../page/page.ts";

export function Drop({ page, children }: { readonly page: Page; readonly children: ComponentChildren }) {
  useEffect(() => {
    const paste = ({ clipboardData }: ClipboardEvent): void => take(page, Array.from(clipboardData?.files ?? []));
    const over = (event: DragEvent): void => event.preventDefault();
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      take(page, Array.from(event.dataTransfer?.files ?? []));
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

const isWeights = ({ name }: File): boolean => /\.(pth|pt|safetensors)$/i.test(name);
const isLabels = ({ name }: File): boolean => /\.(txt|json)$/i.test(name);

/** A checkpoint with its labels, or a picture. */
export function take(page: Page, files: readonly File[]): void {
  const weights = files.find(isWeights);
  const labels = files.find(isLabels);
  if (weights) return void page.openModel({ kind: "file", file: weights, labels });
  if (labels) return page.useLabels(labels);
  const [picture] = files;
  if (picture) void page.showFile(picture, picture.name);
}
