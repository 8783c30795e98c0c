// A part of the page that is loaded when it is first shown.
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Page } from "../page/page.ts";

type Part = ComponentType<{ readonly page: Page }>;

interface LaterProps {
  readonly page: Page;
  load(): Promise<{ readonly default: Part }>;
}

export function Later({ page, load }: LaterProps) {
  const [loaded, setLoaded] = useState<{ readonly part: Part } | undefined>(undefined); // a function in a state would be called
  useEffect(() => void load().then(({ default: part }) => setLoaded({ part }), page.report), [load]);
  return loaded ? <loaded.part page={page} /> : <p class="note">{page.text.value.working}</p>;
}
