/** Asks the browser to keep the page for the next visit, and the models for as long as it can. */
export async function keepForNextTime(): Promise<boolean> {
  if (!("serviceWorker" in navigator)) return false;
  const registered = await navigator.serviceWorker.register("./service_worker.js", { scope: "./" }).then(() => true, () => false); // refused in some private windows
  await navigator.storage?.persist?.();
  return registered;
}
