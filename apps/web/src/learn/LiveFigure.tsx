// A figure in its frame: what it runs over, the component itself, its caption.
import { useEffect, useErrorBoundary, useState } from "preact/hooks";
import type { Page } from "../page/page.ts";
import { Gallery } from "../view/Gallery.tsx";
import { ModelPanel } from "../view/ModelPanel.tsx";
import type { Figure } from "./figure.ts";
import { figures } from "./figures/index.ts";
import type { Material } from "./material.ts";

interface LiveFigureProps {
  readonly page: Page;
  readonly slug: string;
  readonly caption: string;
  readonly material: Material | undefined; // undefined while it is being opened
}

export function LiveFigure({ page, slug, caption, material }: LiveFigureProps) {
  const Component = useFigure(page, slug);
  return (
    <figure class="live-figure" data-figure={slug} data-live={material?.kind}>
      <div class="live-place">
        {Component && material ? <Guarded key={slug} page={page} material={material} component={Component} /> : <p class="note figure-waits">{page.text.value.learn.opening}</p>}
      </div>
      <figcaption>{caption}</figcaption>
      <Over page={page} material={material} />
    </figure>
  );
}

function useFigure(page: Page, slug: string): Figure | undefined {
  const [loaded, setLoaded] = useState<{ readonly figure: Figure } | undefined>(undefined); // a function in a state would be called
  useEffect(() => {
    setLoaded(undefined);
    figures[slug]?.().then(({ default: figure }) => setLoaded({ figure }), page.report);
  }, [slug]);
  return loaded?.figure;
}

interface GuardedProps {
  readonly page: Page;
  readonly material: Material;
  readonly component: Figure;
}

/** What goes wrong in a figure is reported, and the chapter stays. */
function Guarded({ page, material, component: Component }: GuardedProps) {
  const [failed] = useErrorBoundary((error: unknown) => page.report(error));
  return failed === undefined ? <Component page={page} material={material} /> : <p class="note">{page.text.value.error.title}</p>;
}

/** The network and the photograph, and how to get others. */
function Over({ page, material }: { readonly page: Page; readonly material: Material | undefined }) {
  const words = page.text.value.learn;
  return (
    <details class="over">
      <summary>{material?.kind === "open" ? words.overOpen(material.model.name) : words.overTiny}</summary>
      <div class="over-choice">
        <ModelPanel page={page} />
        <Gallery page={page} />
      </div>
    </details>
  );
}
