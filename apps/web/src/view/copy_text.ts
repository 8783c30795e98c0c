// Text to the clipboard. Browsers keep navigator.clipboard from pages that came neither over https nor from this machine; there a
// selected field is copied, as it was before there was one.
import { EngineError } from "../engine/errors.ts";

/** @throws what the browser says; EngineError "clipboard-refused" */
export async function copyText(text: string): Promise<void> {
  const { clipboard } = navigator as Partial<Navigator>;
  if (clipboard) return clipboard.writeText(text);
  const before = document.activeElement;
  const field = Object.assign(document.createElement("textarea"), { value: text, readOnly: true });
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  if (!copied) throw new EngineError("clipboard-refused", "page: the browser copied nothing.");
}
