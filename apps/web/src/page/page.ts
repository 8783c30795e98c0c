// What the page knows, and what can be done with it.
import type { Client } from "../engine/client.ts";
import type { NetworkActions } from "./network.ts";
import type { Photographs } from "./photographs.ts";
import type { Settings } from "./settings.ts";
import type { Shown } from "./shown.ts";
import type { State } from "./state.ts";

export type { ShownPhoto, Trouble } from "./state.ts";

export interface Page extends State, Shown, Omit<NetworkActions, "reopen">, Omit<Photographs, "predictAgain" | "predictAhead"> {
  readonly client: Client;
  set(change: Partial<Settings>): void;
  /** An address that leads here. */
  link(): string;
}
