// Where the guide's links to sources lead: to the viewer beside the page.
import type { Page } from "../page/page.ts";
import type { SourcePlace } from "../sources/place.ts";

export function openSource(page: Page, place: SourcePlace): void {
  page.source.value = place;
}
