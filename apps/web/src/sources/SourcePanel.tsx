// The place where a source is shown, beside the page or over it; its code comes when the first one is opened.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Page } from "../page/page.ts";
import type { SourceViewerProps } from "./SourceViewer.tsx";

export function SourcePanel({ page }: { readonly page: Page }) {
  const [loaded, setLoaded] = useState<{ readonly Viewer: ComponentType<SourceViewerProps> } | undefined>(undefined);
  const place = page.source.value;
  useEffect(() => {
    if (place && !loaded) void import("./SourceViewer.tsx").then(({ SourceViewer: Viewer }) => setLoaded({ Viewer }), page.report);
  }, [place]);
  return place && loaded ? <loaded.Viewer page={page} place={place} /> : null;
}
