// What the page knows, and what can be done with it; how it is put together, begins with the picture of the address, or
// the first sample, and goes where an address says.
import type { Cell } from "@camlucida/cam";
import { loadCatalogue } from "@camlucida/weights/browser";
import { batch, computed, type Signal } from "@preact/signals";
import { type Client, startEngine } from "../engine/client.ts";
import { createTiny, type Tiny } from "../learn/tiny.ts";
import { type Address, addressFrom, type Settings } from "./address.ts";
import { type Bring, createBring } from "./bring.ts";
import { loadGallery } from "./gallery.ts";
import { type Follow, keepHistory } from "./history.ts";
import { createNetworkActions, forgetModel, hear, type NetworkActions } from "./network.ts";
import { createPhotographs, type Photographs } from "./photographs.ts";
import { placeCell, showing, type Shown } from "./shown.ts";
import { type ReadSources, readSources } from "../sources/read_sources.ts";
import { createState, type State } from "./state.ts";

export type { ShownPhoto, Trouble } from "./state.ts";

export interface Page extends State, Shown, Omit<NetworkActions, "reopen">, Omit<Photographs, "predictAgain" | "predictAhead">, ReadSources {
  readonly client: Client;
  readonly bring: Bring;
  readonly tiny: Tiny; // for the guide's figures
  set(change: Partial<Settings>): void;
  /** An address that leads here. */
  link(): string;
}

export function createPage(): Page {
  const first = addressFrom(location.hash);
  const state = createState(first);
  const client = startEngine((event) => hear(state, event), (error) => {
    forgetModel(state);
    state.report(error);
  });
  const { predictAgain, predictAhead, ...photographs } = createPhotographs(state, client);
  const { reopen, ...network } = createNetworkActions(state, client, predictAhead);
  const { settings, report, model, mode, cell, stage, inside, chapter, source, own, gone } = state;
  const shown = showing(state, { ask: (question) => client.engine.ask(question), stop: () => client.engine.stop() });
  const waiting = placeCell(first.cell, cell, shown.map, settings);
  const address = computed((): Address => ({ settings: settings.value, mode: mode.value, cell: waiting.value ?? cell.value, stage: stage.value, inside: inside.value, chapter: chapter.value, source: source.value }));
  const set: Page["set"] = (change) => {
    const { device, framing } = settings.value;
    settings.value = { ...settings.value, ...change };
    if (!model.value) return;
    if (settings.value.device !== device) void reopen();
    else if (settings.value.framing !== framing) void predictAgain().catch(report);
  };
  const follow = follower(state, waiting, { ...photographs, set });
  const { link, begin: beginHistory } = keepHistory(address, own, follow, (name) => { gone.value = name; });
  const tiny = createTiny(report);
  if (first.mode === "learn" && first.chapter) tiny.open(first.settings.device).catch(report); // beside the chapter's text, not after it
  const page: Page = { ...state, ...shown, ...photographs, ...network, client, set, link, ...readSources(state), bring: createBring(state, { ...network, ...photographs }), tiny };
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

/** @param waiting the cell of an address, until its map is there */
function follower({ settings, mode, stage, inside, chapter, source, cell, gallery, own }: State, waiting: Signal<Cell | undefined>, { set, showSample, showOwn }: Pick<Page, "set" | "showSample" | "showOwn">): Follow {
  return (to, photo) => {
    [mode.value, stage.value, inside.value, source.value] = [to.mode, to.stage, to.inside, to.source];
    if (to.mode === "learn") chapter.value = to.chapter; // elsewhere the one that was read stays open
    [waiting.value, cell.value] = [to.cell, undefined];
    const { sample: before, framing } = settings.value;
    const sample = gallery.value?.samples.find(({ name }) => name === to.settings.sample);
    const other = photo ? photo.file !== own.value?.file : sample !== undefined && sample.name !== before;
    if (!other) return set({ ...to.settings, sample: before });
    set({ ...to.settings, framing }); // the framing as it was: the picture is seen once, below
    [settings.value, own.value] = [{ ...settings.value, framing: to.settings.framing }, photo];
    if (photo) void showOwn(photo);
    else if (sample) void showSample(sample);
  };
}
