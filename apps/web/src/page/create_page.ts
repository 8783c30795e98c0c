// Puts the page together, and begins with the first sample.
import { batch, effect } from "@preact/signals";
import { startEngine } from "../engine/client.ts";
import { loadGallery } from "../gallery/gallery.ts";
import { loadCatalogue } from "../models/load_catalogue.ts";
import { createNetworkActions, forgetModel, hear } from "./network.ts";
import type { Page } from "./page.ts";
import { createPhotographs } from "./photographs.ts";
import { hashOf } from "./settings.ts";
import { showing } from "./shown.ts";
import { createState } from "./state.ts";

export function createPage(): Page {
  const state = createState(location.hash);
  const client = startEngine((event) => hear(state, event), (error) => {
    forgetModel(state);
    state.report(error);
  });
  const { seeAgain, lookAgain, ...photographs } = createPhotographs(state, client);
  const { reopen, ...network } = createNetworkActions(state, client, lookAgain);
  const { settings, report, model } = state;
  effect(() => history.replaceState(null, "", `#${hashOf(settings.value)}`));
  const page: Page = {
    ...state, ...showing(state, { ask: (question) => client.engine.ask(question), stop: () => client.engine.stop() }), ...photographs, ...network, client,
    set: (change) => {
      const { device, framing } = settings.value;
      settings.value = { ...settings.value, ...change };
      if (!model.value) return;
      if (settings.value.device !== device) void reopen();
      else if (settings.value.framing !== framing) void seeAgain().catch(report);
    },
  };
  void begin(page).catch(report);
  return page;
}

async function begin({ gallery, catalogue, settings, showSample }: Page): Promise<void> {
  const base = document.baseURI;
  const [samples, models] = await Promise.all([loadGallery(new URL("samples/", base)), loadCatalogue(new URL("models/", base))]);
  batch(() => [gallery.value, catalogue.value] = [samples, models]);
  const first = samples.samples.find(({ name }) => name === settings.value.sample) ?? samples.samples[0];
  if (first) await showSample(first);
}
