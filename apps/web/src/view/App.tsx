// The page from top to bottom.
import { useEffect } from "preact/hooks";
import { modes } from "../page/address.ts";
import type { Page } from "../page/page.ts";
import { SourcePanel } from "../sources/SourcePanel.tsx";
import { languages } from "../text/language.ts";
import { CellPanel } from "./CellPanel.tsx";
import { ClassPanel } from "./ClassPanel.tsx";
import { Drop } from "./Drop.tsx";
import { Gallery } from "./Gallery.tsx";
import { Inside } from "./Inside.tsx";
import { KeepPanel } from "./KeepPanel.tsx";
import { Later } from "./Later.tsx";
import { Live } from "./Live.tsx";
import { ModelPanel } from "./ModelPanel.tsx";
import { Stage } from "./Stage.tsx";
import { ViewPanel } from "./ViewPanel.tsx";
import { WhatIfPanel } from "./WhatIfPanel.tsx";
import { Choice } from "./controls.tsx";

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
        {page.mode.value !== "learn" && <ModelPanel page={page} />}
        {page.mode.value === "photo" && <PhotoMode page={page} />}
        {page.mode.value === "live" && <Live page={page} />}
        {page.mode.value === "inside" && <Inside page={page} />}
        {page.mode.value === "learn" && <Later page={page} load={loadLearn} />}
      </main>
      <footer>
        <p>{page.text.value.privacy}</p>
      </footer>
      <p class="unseen" role="status" aria-live="polite">{page.said.value}</p>
      <SourcePanel page={page} />
    </Drop>
  );
}

/** For those who read it. */
const loadLearn = () => import("../learn/Learn.tsx");

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

export function Trouble({ page }: { readonly page: Page }) {
  const trouble = page.trouble.value;
  const { title, close, detail, advice } = page.text.value.error;
  return (
    <div role="alert" class="alert-place">
      {trouble && (
        <div class="trouble">
          <div>
            <p><strong>{title}{trouble.about !== undefined && <> · <span class="about">{trouble.about}</span></>}</strong> {advice(trouble.code)}</p>
            <p class="note">{detail} <span lang="en">{trouble.message}</span> <code>{trouble.code}</code></p>
          </div>
          <button type="button" onClick={() => { page.trouble.value = undefined; }}>{close}</button>
        </div>
      )}
    </div>
  );
}

/** Languages by their own names. */
const own = { en: "English", ja: "日本語" };

export function Header({ page }: { readonly page: Page }) {
  const { text, settings, mode } = page;
  const { modes: titles, themes, tagline, language, theme } = text.value;
  return (
    <header>
      <div class="brand">
        <h1>camlucida</h1>
        <p>{tagline}</p>
      </div>
      <nav aria-label="camlucida">
        {modes.map((name) => (
          <button key={name} type="button" class="tab" aria-current={mode.value === name ? "page" : undefined} onClick={() => { mode.value = name; }}>{titles[name]}</button>
        ))}
      </nav>
      <div class="preferences">
        <Choice label={language} value={page.language.value} choices={languages.map((name) => [name, own[name]])} choose={(name) => page.set({ language: name })} />
        <Choice label={theme} value={settings.value.theme ?? "system"} choices={Object.entries(themes) as [keyof typeof themes, string][]} choose={(name) => page.set({ theme: name === "system" ? undefined : name })} />
      </div>
    </header>
  );
}
