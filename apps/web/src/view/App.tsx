// The page from top to bottom.
import { useEffect } from "preact/hooks";
import type { Page } from "../page/page.ts";
import { CellPanel } from "./CellPanel.tsx";
import { ClassPanel } from "./ClassPanel.tsx";
import { Drop } from "./Drop.tsx";
import { Gallery } from "./Gallery.tsx";
import { Header } from "./Header.tsx";
import { Inside } from "./Inside.tsx";
import { KeepPanel } from "./KeepPanel.tsx";
import { Live } from "./Live.tsx";
import { ModelPanel } from "./ModelPanel.tsx";
import { Stage } from "./Stage.tsx";
import { Trouble } from "./Trouble.tsx";
import { ViewPanel } from "./ViewPanel.tsx";
import { WhatIfPanel } from "./WhatIfPanel.tsx";

export function App({ page }: { readonly page: Page }) {
  const language = page.language.value;
  const { theme } = page.settings.value;
  useEffect(() => {
    document.documentElement.lang = language;
    if (theme) document.documentElement.dataset["theme"] = theme;
    else delete document.documentElement.dataset["theme"];
  }, [language, theme]);
  return (
    <Drop page={page}>
      <Header page={page} />
      <Trouble page={page} />
      <main>
        <ModelPanel page={page} />
        {page.mode.value === "photo" && <PhotoMode page={page} />}
        {page.mode.value === "live" && <Live page={page} />}
        {page.mode.value === "inside" && <Inside page={page} />}
      </main>
      <footer>
        <p>{page.text.value.privacy}</p>
      </footer>
      <p class="unseen" role="status" aria-live="polite">{page.said.value}</p>
    </Drop>
  );
}

function PhotoMode({ page }: { readonly page: Page }) {
  return (
    <div class="workbench">
      <div class="stage-column">
        <Gallery page={page} />
        <Stage page={page} />
        <CellPanel page={page} />
      </div>
      <div class="side-column">
        <ClassPanel page={page} />
        <ViewPanel page={page} />
        <WhatIfPanel page={page} />
        <KeepPanel page={page} />
      </div>
    </div>
  );
}
