// What the page is operated by: one of several, a button that asks for files, a part of a drawing that can be pressed, arrow keys.
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import type { Page } from "../page/page.ts";

/** One of several, by its title; with a reason it cannot be chosen. */
type Offer<T extends string> = readonly [name: T, title: string, whyNot?: string | undefined];

interface ChoiceProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly Offer<T>[];
  /** Under which heading one stands, where there are many; of none before all headings. */
  headingOf?(name: T): string;
  readonly disabled?: boolean;
  choose(value: T): void;
}

export function Choice<T extends string>({ label, value, choices, headingOf, disabled = false, choose }: ChoiceProps<T>) {
  return (
    <label class="choice">
      <span>{label}</span>
      <select aria-label={label} value={value} disabled={disabled} onChange={({ currentTarget }) => choose(currentTarget.value as T)}>
        {headingOf ? inGroups(choices, headingOf).map(([heading, some]) => (heading === "" || some.length === 1 ? options(some) : <optgroup key={heading} label={heading}>{options(some)}</optgroup>)) : options(choices)}
      </select>
    </label>
  );
}

const options = <T extends string>(choices: readonly Offer<T>[]) =>
  choices.map(([name, title, whyNot]) => <option key={name} value={name} disabled={whyNot !== undefined}>{whyNot === undefined ? title : `${title} (${whyNot})`}</option>);

/** Neighbours under one heading stay together. */
export function inGroups<T extends string>(choices: readonly Offer<T>[], headingOf: (name: T) => string): (readonly [heading: string, choices: readonly Offer<T>[]])[] {
  const groups: [string, Offer<T>[]][] = [];
  for (const choice of choices) {
    const heading = headingOf(choice[0]);
    const last = groups.at(-1);
    if (last?.[0] === heading) last[1].push(choice);
    else groups.push([heading, [choice]]);
  }
  return groups;
}

interface SvgButtonProps {
  readonly pressed: boolean;
  readonly children: ComponentChildren;
  press(): void;
}

export function SvgButton({ pressed, children, press }: SvgButtonProps) {
  const key = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault(); // the page does not scroll
    press();
  };
  // In SVG an attribute's case counts: "tabIndex" would be none.
  return <g role="button" tabindex={0} class="pressable" aria-pressed={pressed} onClick={press} onKeyDown={key}>{children}</g>;
}

interface FileButtonProps {
  readonly accept?: string; // whatever there is, unless said
  readonly label: string;
  readonly several?: boolean;
  readonly folder?: boolean; // all that is in one
  readonly primary?: boolean;
  readonly disabled?: boolean;
  choose(files: readonly File[]): void;
}

export function FileButton({ accept, label, several = false, folder = false, primary = false, disabled = false, choose }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" class={primary ? "primary" : ""} disabled={disabled} onClick={() => input.current?.click()}>{label}</button>
      <input
        ref={input} type="file" hidden accept={accept} multiple={several} {...(folder && { webkitdirectory: true })} aria-label={label}
        onChange={({ currentTarget }) => {
          choose(Array.from(currentTarget.files ?? []));
          currentTarget.value = ""; // the same file may be chosen again
        }}
      />
    </>
  );
}

const directions: Readonly<Record<string, readonly [x: number, y: number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

type Pressed = Pick<KeyboardEvent, "key" | "shiftKey"> & CommandKeys;
type CommandKeys = Partial<Pick<KeyboardEvent, "altKey" | "ctrlKey" | "metaKey">>;

/** Whether keys are the browser's: Alt and an arrow lead to the page before, Ctrl and Home to its beginning. */
export const isCommand = ({ altKey, ctrlKey, metaKey }: CommandKeys): boolean => Boolean(altKey || ctrlKey || metaKey);

/** @param step what one press moves by; @param stride with Shift; @returns undefined for any other key */
export function arrowStep(pressed: Pressed, step: number, stride: number): [x: number, y: number] | undefined {
  const { key, shiftKey } = pressed;
  const direction = isCommand(pressed) ? undefined : directions[key];
  const length = shiftKey ? stride : step;
  return direction && [direction[0] * length, direction[1] * length];
}

/** Where a panel has nothing to show yet: what is missing, in the order in which to get it. */
export function whyNothing({ model, photo, text }: Pick<Page, "model" | "photo" | "text">): string {
  if (!model.value) return text.value.model.none;
  return photo.value ? text.value.working : text.value.photo.unseen;
}
