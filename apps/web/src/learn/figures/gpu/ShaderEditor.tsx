// A shader's text, to be edited: a plain text field over its own lines in colours, numbered, with the compiler's messages at them.
// Tab leaves it, as any field; a new line begins where the one before began; Ctrl+Enter runs it.
import type { CompilerMessage } from "@camlucida/tensor";
import { useId, useMemo, useRef } from "preact/hooks";
import { tokenLines } from "../../../sources/tokens.ts";

interface ShaderEditorProps {
  readonly label: string;
  readonly hint: string;
  readonly text: string;
  readonly readOnly: boolean;
  readonly messages: readonly CompilerMessage[];
  /** Where a message is about: "line 12, column 5". */
  place(message: CompilerMessage): string;
  change(text: string): void;
  run(): void;
}

export function ShaderEditor({ label, hint, text, readOnly, messages, place, change, run }: ShaderEditorProps) {
  const [field, hintId] = [useRef<HTMLTextAreaElement>(null), useId()];
  const lines = useMemo(() => tokenLines(`${text}\n`, "shader.wgsl"), [text]);
  const wrong = new Set(messages.filter(({ kind }) => kind === "error").map(({ line }) => line));
  const key = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || event.altKey || event.shiftKey || !field.current || readOnly) return;
    event.preventDefault();
    if (event.ctrlKey || event.metaKey) run();
    else insert(field.current, `\n${indentAt(text, field.current.selectionStart)}`, change);
  };
  const go = ({ line, column }: CompilerMessage): void => {
    const at = offsetOf(text, line, column);
    field.current?.focus({ preventScroll: true });
    field.current?.setSelectionRange(at, at);
    field.current?.parentElement?.querySelectorAll(".line")[line - 1]?.scrollIntoView({ block: "nearest" });
  };
  return (
    <div class="shader-editor">
      <div class="editor-window">
        <div class="editor-page">
          <pre aria-hidden="true">{lines.map((tokens, at) => (
            <code key={at} class={wrong.has(at + 1) ? "line wrong" : "line"}>{tokens.map(({ text: word, kind }, place) => (kind === undefined ? word : <span key={place} class={kind}>{word}</span>))}{"\n"}</code>
          ))}</pre>
          <textarea
            ref={field} aria-label={label} aria-describedby={hintId} aria-invalid={wrong.size > 0} readOnly={readOnly} value={text} wrap="off"
            spellcheck={false} autocomplete="off" autocapitalize="off" onInput={({ currentTarget }) => change(currentTarget.value)} onKeyDown={key}
          />
        </div>
      </div>
      <p id={hintId} class="note">{hint}</p>
      {messages.length > 0 && (
        <div role="alert">
          <ul class="compiler-messages">
            {messages.map((message, at) => (
              <li key={at} class={message.kind}>
                {message.line > 0 && <button type="button" onClick={() => go(message)}>{place(message)}</button>} <span lang="en">{message.kind}: {message.message}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

/** The blanks that a line begins with. @param at somewhere in it */
export function indentAt(text: string, at: number): string {
  const begin = text.lastIndexOf("\n", at - 1) + 1;
  return /^[ \t]*/.exec(text.slice(begin, at))?.[0] ?? "";
}

/** Of a line and a column, both from 1 on: the nearest place that there is. */
export function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split("\n");
  const at = Math.min(Math.max(line, 1), lines.length) - 1;
  const before = lines.slice(0, at).reduce((sum, { length }) => sum + length + 1, 0);
  return before + Math.min(Math.max(column, 1) - 1, lines[at]?.length ?? 0);
}

/** As if it were typed, so that it can be undone; where a browser does not offer that, it is only put there. */
function insert(field: HTMLTextAreaElement, text: string, change: (text: string) => void): void {
  if (field.ownerDocument.execCommand("insertText", false, text)) return;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  change(field.value);
}
