// What went wrong, and what to do next: the message says so.
import type { Page } from "../page/page.ts";

export function Trouble({ page }: { readonly page: Page }) {
  const trouble = page.trouble.value;
  const { title, close, advice } = page.text.value.error;
  const words = trouble && advice(trouble.message, trouble.code);
  return (
    <div role="alert" class="alert-place">
      {trouble && (
        <div class="trouble">
          <p><strong>{title}</strong> {words} <code>{trouble.code}</code> {words !== trouble.message && <small lang="en">{trouble.message}</small>}</p>
          <button type="button" onClick={() => { page.trouble.value = undefined; }}>{close}</button>
        </div>
      )}
    </div>
  );
}
