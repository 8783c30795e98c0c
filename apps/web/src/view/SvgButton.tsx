// A part of a drawing that can be pressed, by the mouse and by the keyboard. Its texts are its name.
import type { ComponentChildren } from "preact";

interface SvgButtonProps {
  readonly pressed: boolean;
  readonly class?: string;
  readonly children: ComponentChildren;
  press(): void;
}

export function SvgButton({ pressed, class: name = "", children, press }: SvgButtonProps) {
  const key = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault(); // the page does not scroll
    press();
  };
  // In SVG an attribute's case counts: "tabIndex" would be none.
  return <g role="button" tabindex={0} class={`pressable ${name}`} aria-pressed={pressed} onClick={press} onKeyDown={key}>{children}</g>;
}
