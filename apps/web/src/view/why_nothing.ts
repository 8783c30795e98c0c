// Where a panel has nothing to show yet: what is missing, in the order in which to get it.
import type { Page } from "../page/page.ts";

export function whyNothing({ model, photo, text }: Pick<Page, "model" | "photo" | "text">): string {
  if (!model.value) return text.value.model.none;
  return photo.value ? text.value.working : text.value.photo.unseen;
}
