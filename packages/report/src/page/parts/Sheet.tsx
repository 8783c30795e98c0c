// A sheet that lies over the page until it is closed: by Escape, its button, or a press beside it.
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";

interface SheetProps {
  readonly title: string;
  readonly close: () => void;
  readonly onKey?: (key: string) => boolean; // whether it was of use
  readonly children: ComponentChildren;
}

export function Sheet({ title, close, onKey, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => { if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true }); };
  }, []);
  const pressed = (event: KeyboardEvent): void => { if (onKey?.(event.key)) event.preventDefault(); };
  return (
    <dialog ref={dialog} class="sheet" aria-labelledby="sheet-title" onClose={close} onKeyDown={pressed} onClick={({ target }) => { if (target === dialog.current) close(); }}>
      <div class="sheet-body">
        <div class="sheet-top"><h2 id="sheet-title">{title}</h2><button type="button" class="close" aria-label="Close" onClick={close}>✕</button></div>
        {children}
      </div>
    </dialog>
  );
}
