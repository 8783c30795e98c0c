// What the page is shown on.
import { useEffect, useState } from "preact/hooks";

/** Whether a media query holds: "print", "(max-width: 560px)". */
export function useMedia(query: string): boolean {
  const [holds, change] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const media = matchMedia(query);
    const changed = (): void => change(media.matches);
    changed();
    media.addEventListener("change", changed);
    return () => media.removeEventListener("change", changed);
  }, [query]);
  return holds;
}
