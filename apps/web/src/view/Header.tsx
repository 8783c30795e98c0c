import type { Page } from "../page/page.ts";
import { languages } from "../text/language.ts";
import { Choice } from "./controls.tsx";

/** Languages by their own names. */
const own = { en: "English", ja: "日本語" };

export function Header({ page }: { readonly page: Page }) {
  const { text, settings, mode } = page;
  const { modes, themes, tagline, language, theme } = text.value;
  return (
    <header>
      <div class="brand">
        <h1>camlucida</h1>
        <p>{tagline}</p>
      </div>
      <nav aria-label="camlucida">
        {(["photo", "live", "inside"] as const).map((name) => (
          <button key={name} type="button" class="tab" aria-current={mode.value === name ? "page" : undefined} onClick={() => { mode.value = name; }}>{modes[name]}</button>
        ))}
      </nav>
      <div class="preferences">
        <Choice label={language} value={page.language.value} choices={languages.map((name) => [name, own[name]])} choose={(name) => page.set({ language: name })} />
        <Choice label={theme} value={settings.value.theme ?? "system"} choices={Object.entries(themes) as [keyof typeof themes, string][]} choose={(name) => page.set({ theme: name === "system" ? undefined : name })} />
      </div>
    </header>
  );
}
