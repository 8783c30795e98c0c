// Puts the page together, and begins with the picture of the address, or the first sample.
import { batch, computed } from "@preact/signals";
import { startEngine } from "../engine/client.ts";
import { loadGallery } from "../gallery/gallery.ts";
import { loadCatalogue } from "@camlucida/weights/browser";
import { addressFrom, type Address } from "./address.ts";
import { follower } from "./follow.ts";
import { keepHistory } from "./history.ts";
import { createNetworkActions, forgetModel, hear } from "./network.ts";
import type { Page } from "./page.ts";
import { createPhotographs } from "./photographs.ts";
import { placeCell } from "./place_cell.ts";
import { showing } from "./shown.ts";
import { createState } from "./state.ts";

export function createPage(): Page {
  const first = addressFrom(location.hash);
  const state = createState(first);
  const client = startEngine((event) => hear(state, event), (error) => {
    forgetModel(state);
    state.report(error);
  });
  const { predictAgain, predictAhead, ...photographs } = createPhotographs(state, client);
  const { reopen, ...network } = createNetworkActions(state, client, predictAhead);
  const { settings, report, model, mode, cell, stage, inside, own, gone } = state;
  const shown = showing(state, { ask: (question) => client.engine.ask(question), stop: () => client.engine.stop() });
  const waiting = placeCell(first.cell, cell, shown.map, settings);
  const address = computed((): Address => ({ settings: settings.value, mode: mode.value, cell: waiting.value ?? cell.value, stage: stage.value, inside: inside.value }));
  const set: Page["set"] = (change) => {
    const { device, framing } = settings.value;
    settings.value = { ...settings.value, ...change };
    if (!model.value) return;
    if (settings.value.device !== device) void reopen();
    else if (settings.value.framing !== framing) void predictAgain().catch(report);
  };
  const follow = follower(state, waiting, { ...photographs, set });
  const { link, begin: beginHistory } = keepHistory(address, own, follow, (name) => { gone.value = name; });
  const page: Page = { ...state, ...shown, ...photographs, ...network, client, set, link };
  void begin(page).catch(report).finally(beginHistory);
  return page;
}

async function begin({ gallery, catalogue, settings, gone, showSample }: Page): Promise<void> {
  const base = document.baseURI;
  const [samples, models] = await Promise.all([loadGallery(new URL("samples/", base)), loadCatalogue(new URL("models/", base))]);
  batch(() => [gallery.value, catalogue.value] = [samples, models]);
  const first = samples.samples.find(({ name }) => name === settings.value.sample) ?? samples.samples[0];
  const lost = gone.value;
  if (first) await showSample(first);
  gone.value = lost; // this picture stands in for it
}
