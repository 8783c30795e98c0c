// The tiny network that comes with the page, in an engine of its own, over the picture that comes with it: so that the guide's figures
// live before anything is downloaded, and leave what is open on the page alone. Its making: weights/tiny.
import { signal, type ReadonlySignal } from "@preact/signals";
import type { DeviceChoice } from "@camlucida/tensor";
import { type Client, startEngine } from "../engine/client.ts";
import type { EngineEvent, Inside, ModelOrigin, OpenModel, PredictedPhoto } from "../engine/protocol.ts";

/** Its engine, and what that says of the network and the picture. */
export interface TinyRun {
  readonly client: Client;
  readonly model: OpenModel;
  readonly photo: PredictedPhoto;
  readonly inside: Inside;
}

export interface Tiny {
  /** Undefined until it has been opened, and once its engine is gone. */
  readonly run: ReadonlySignal<TinyRun | undefined>;
  /** Begins what is not there yet. Once for a visit, and again for another device. Rejects where it cannot be had. */
  open(device: DeviceChoice): Promise<void>;
}

const [network, picture] = [new URL("../../../../weights/tiny/tiny.safetensors", import.meta.url), new URL("../../../../weights/tiny/shapes.png", import.meta.url)];

/** @param report hears of an engine that ended by itself */
export function createTiny(report: (error: unknown) => void): Tiny {
  const run = signal<TinyRun | undefined>(undefined);
  let client: Client | undefined;
  let last: { readonly device: DeviceChoice; readonly opened: Promise<void> } | undefined;
  const hear = (event: EngineEvent): void => {
    if (event.event === "device" && run.value) run.value = { ...run.value, model: { ...run.value.model, device: event.device } };
  };
  const crashed = (error: unknown): void => {
    [run.value, last] = [undefined, undefined];
    report(error);
  };
  const open = async (device: DeviceChoice): Promise<void> => {
    run.value = undefined;
    client ??= startEngine(hear, crashed);
    const [origin, photograph] = await Promise.all([originOf(network), blobOf(picture)]);
    const { engine } = client;
    const model = await engine.open(origin, device, {});
    const photo = await engine.predict(photograph, "squash");
    const inside = await engine.insideFacts();
    run.value = { client, model, photo, inside };
  };
  return {
    run,
    open: (device) => {
      if (last?.device === device) return last.opened;
      const opened = (last?.opened ?? Promise.resolve()).catch(() => undefined).then(() => open(device)); // one after the other
      last = { device, opened };
      opened.catch(() => { if (last?.opened === opened) last = undefined; }); // tried again when it is asked for again
      return opened;
    },
  };
}

/** As a visitor brings a file. */
async function originOf(address: URL): Promise<ModelOrigin> {
  const name = "tiny.safetensors";
  const file = new File([await blobOf(address)], name);
  return { kind: "file", name: "tiny", path: name, file, labels: undefined, beside: [], forms: [], usualLabels: [] };
}

async function blobOf(address: URL): Promise<Blob> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address.pathname}: the server answered ${answer.status}. Reload the page.`);
  return answer.blob();
}
