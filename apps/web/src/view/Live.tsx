import type { Page } from "../page/page.ts";

export function Live({ page }: { readonly page: Page }) {
  return <section class="panel"><p>{page.text.value.live.needsModel}</p></section>;
}
