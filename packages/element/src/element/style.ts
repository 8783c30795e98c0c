// How the element looks: as an <img> with object-fit: contain, and a line or two of words below it.
//
// The picture is a row that shrinks (minmax(0, 1fr)), so that the whole fits where the parent limits its height. The words have their lines
// from the beginning, two, or more where it is narrow: what is said while one waits is replaced by the caption without moving what lies below.

export const style = `
:host {
  display: grid; grid-template: minmax(0, 1fr) auto / minmax(0, 1fr); gap: var(--camlucida-gap, 0.375em);
  box-sizing: border-box; inline-size: 100%; min-inline-size: 0; max-block-size: 100%; align-self: start;
}
:host([hidden]), [hidden] { display: none !important; }
slot { display: contents; }
canvas, ::slotted(img), ::slotted(picture) {
  grid-area: 1 / 1; display: block; box-sizing: border-box; inline-size: 100%; block-size: 100%; min-block-size: 0; object-fit: contain;
}
canvas { background: var(--camlucida-placeholder, none); }
[part="words"] { grid-area: 2 / 1; container-type: inline-size; line-height: 1.45; overflow-wrap: anywhere; }
.lines { display: flow-root; min-block-size: 2.9em; }
@container (inline-size < 22rem) { .lines { min-block-size: 4.35em; } }
@container (inline-size < 12rem) { .lines { min-block-size: 7.25em; } }
p { margin: 0; }
small { display: block; font-size: 0.8125em; line-height: 1.785; }
progress { display: block; inline-size: 100%; block-size: 0.5em; margin-block: 0.475em; accent-color: var(--camlucida-accent, auto); }
@media (prefers-reduced-motion: reduce) { progress:indeterminate { visibility: hidden; } }
[part="error"] { border-inline-start: 0.25em solid var(--camlucida-error, currentColor); padding-inline-start: 0.625em; }
[part="retry"] { font: inherit; margin-block-start: 0.375em; min-block-size: 1.75em; }
[part="status"] { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;
