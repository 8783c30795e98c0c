// The whole page: what lies over it, its sections in the order in which they are read, and the way to each.
import { useEffect, useState } from "preact/hooks";
import { Gallery } from "./gallery/Gallery.tsx";
import { Choice } from "./parts/controls.tsx";
import { Classes } from "./parts/Classes.tsx";
import { ClassSheet } from "./parts/ClassSheet.tsx";
import { Confusion } from "./parts/Confusion.tsx";
import { Measures } from "./parts/Measures.tsx";
import { PictureSheet } from "./parts/PictureSheet.tsx";
import { Shortcuts } from "./parts/Shortcuts.tsx";
import { Summary } from "./parts/Summary.tsx";
import { places } from "./state/address.ts";
import type { PageState } from "./state/state.ts";
import { some } from "./words/words.ts";

const placeNames: Readonly<Record<(typeof places)[number], string>> = {
  summary: "Summary", shortcuts: "Shortcuts", measures: "Measures", classes: "Classes", confusion: "Mistakes", gallery: "Gallery",
};

export function App({ state }: { readonly state: PageState }) {
  const [map, opened, theme] = [state.map.value, state.class.value, state.theme.value];
  const inSight = useInSight();
  useEffect(() => {
    if (theme) document.documentElement.dataset["theme"] = theme;
    else delete document.documentElement.dataset["theme"];
  }, [theme]);
  useEffect(() => document.getElementById(state.address.peek().place)?.scrollIntoView(), [state.visits.value]);
  return (
    <>
      <Top state={state} />
      <nav class="places" aria-label="Sections">
        {(Object.entries(placeNames) as [keyof typeof placeNames, string][]).map(([name, words]) => (
          <a key={name} href={`#place=${name}`} aria-current={inSight === name ? "true" : undefined} onClick={(event) => { event.preventDefault(); state.go({ place: name }); }}>{words}{name === "shortcuts" && alarmsOf(state) > 0 ? ` (${alarmsOf(state)})` : ""}</a>
        ))}
      </nav>
      <main>
        <Summary state={state} />
        <Shortcuts state={state} />
        <Measures state={state} />
        <Classes state={state} />
        <Confusion state={state} />
        <Gallery state={state} />
      </main>
      {map !== undefined ? <PictureSheet state={state} map={map} /> : opened !== undefined && <ClassSheet state={state} position={opened} />}
    </>
  );
}

/** The section that is being read: the last that begins in the upper third of the window. */
function useInSight(): string {
  const [name, see] = useState<string>(places[0]);
  useEffect(() => {
    const look = (): void => see(places.findLast((one) => (document.getElementById(one)?.getBoundingClientRect().top ?? Infinity) < innerHeight / 3) ?? places[0]);
    look();
    addEventListener("scroll", look, { passive: true });
    return () => removeEventListener("scroll", look);
  }, []);
  return name;
}

const alarmsOf = ({ report: { data: { clusters } } }: PageState): number => clusters.filter(({ alarm }) => alarm).length;

function Top({ state: { report, theme, go } }: { readonly state: PageState }) {
  const { origin, counts } = report.data;
  const names = origin.models.map(({ name }) => name).join(", ");
  return (
    <header class="top">
      <div><p class="kicker">camlucida report</p><h1>{names === "" ? "" : `${names} on `}{some(counts.explained, "picture")}</h1></div>
      <div class="theme"><Choice name="Colours" value={theme.value ?? ""} offers={[["", "as the system"], ["light", "light"], ["dark", "dark"]]} choose={(chosen) => go({ theme: (chosen || undefined) as "light" | "dark" | undefined })} /></div>
    </header>
  );
}
