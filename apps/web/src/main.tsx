// The page starts here.
import { render } from "preact";
import { createPage } from "./page/page.ts";
import { App } from "./view/App.tsx";

const place = document.getElementById("page") as HTMLElement;
place.replaceChildren(); // what stood there while this was on its way
render(<App page={createPage()} />, place);
if (import.meta.env.PROD) void keepForNextTime();

/** Asks the browser to keep the page for the next visit, and the models for as long as it can. */
async function keepForNextTime(): Promise<boolean> {
  if (!("serviceWorker" in navigator)) return false;
  const registered = await navigator.serviceWorker.register("./service_worker.js", { scope: "./" }).then(() => true, () => false); // refused in some private windows
  await navigator.storage?.persist?.();
  return registered;
}
