// Only those rows of the gallery are drawn that are in sight of the window, by TanStack's virtualizer: of ten thousand pictures some thirty.
import { observeWindowOffset, observeWindowRect, Virtualizer, type VirtualizerOptions, windowScroll } from "@tanstack/virtual-core";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useReducer, useState } from "preact/hooks";

/** In pixels. */
export interface GridLayout {
  readonly columns: number;
  readonly rowHeight: number; // with the gap below
}

export const gap = 12;
const lettering = 78; // pixels below each picture

/** As many columns as fit, of squares with their lettering. */
export function layoutFor(width: number): GridLayout {
  const narrowest = width < 480 ? 108 : 148;
  const columns = Math.max(1, Math.floor((width + gap) / (narrowest + gap)));
  return { columns, rowHeight: (width - (columns - 1) * gap) / columns + lettering + gap };
}

interface Measured {
  readonly width: number;
  readonly top: number; // of the place, from the top of the document
}

/** Where the place lies, also after something above it has grown. */
export function useMeasured(place: RefObject<HTMLElement | null>): Measured {
  const [measured, measure] = useState<Measured>({ width: 0, top: 0 });
  useLayoutEffect(() => {
    const look = (): void => {
      const box = place.current?.getBoundingClientRect();
      if (box) measure((before) => (before.width === box.width && before.top === box.top + scrollY ? before : { width: box.width, top: box.top + scrollY }));
    };
    look();
    const observer = new ResizeObserver(look);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, []);
  return measured;
}

/** The virtualizer of `rows` rows; the component is drawn again when others come into sight. */
export function useRows(rows: number, rowHeight: number, top: number): Virtualizer<Window, HTMLElement> {
  const [, again] = useReducer((times: number) => times + 1, 0);
  const options: VirtualizerOptions<Window, HTMLElement> = {
    count: rows, estimateSize: () => rowHeight, scrollMargin: top, scrollPaddingStart: 72, overscan: 2, initialOffset: () => scrollY,
    getScrollElement: () => window, observeElementRect: observeWindowRect, observeElementOffset: observeWindowOffset, scrollToFn: windowScroll,
    onChange: () => again(undefined),
  };
  const [virtualizer] = useState(() => new Virtualizer(options));
  virtualizer.setOptions(options);
  useEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());
  useLayoutEffect(() => virtualizer.measure(), [rowHeight, top]);
  return virtualizer;
}
