// What went wrong, and what to do next: the message says so.
import type { Page } from "../page/page.ts";

export function Trouble({ page }: { readonly page: Page }) {
  const trouble = page.trouble.value;
  const { title, close } = page.text.value.error;
  return (
    <div role="alert" class="alert-place">
      {trouble && (
        <div class="trouble">
          <p><strong>{title}</strong> {trouble.message} <code>{trouble.code}</code></p>
          <button type="button" onClick={() => { page.trouble.value = undefined; }}>{close}</button>
        </div>
      )}
    </div>
  );
}
