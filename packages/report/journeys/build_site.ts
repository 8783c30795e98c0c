// The report's page is built once for all journeys.
import { buildPage } from "../build/page.mjs";

export default async function setup(): Promise<void> {
  await buildPage();
}
