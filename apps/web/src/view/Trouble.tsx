// What went wrong, with which file, and what to do next; then the message of whoever noticed, which is in English.
import type { Page } from "../page/page.ts";

export function Trouble({ page }: { readonly page: Page }) {
  const trouble = page.trouble.value;
  const { title, close, detail, advice } = page.text.value.error;
  return (
    <div role="alert" class="alert-place">
      {trouble && (
        <div class="trouble">
          <div>
            <p><strong>{title}{trouble.about !== undefined && <> · <span class="about">{trouble.about}</span></>}</strong> {advice(trouble.code)}</p>
            <p class="note">{detail} <span lang="en">{trouble.message}</span> <code>{trouble.code}</code></p>
          </div>
          <button type="button" onClick={() => { page.trouble.value = undefined; }}>{close}</button>
        </div>
      )}
    </div>
  );
}
