// Defines <camlucida-map> where there are elements; on a server it defines nothing, and does no harm.
import { CamlucidaMap } from "./element/camlucida_map.ts";
import type { CamlucidaMapEvents } from "./element/events.ts";

export { CamlucidaMap } from "./element/camlucida_map.ts";
export type { ElementWithAttributes } from "./element/attributes.ts";
export type { CamlucidaMapEvents, MapFailure } from "./element/events.ts";
export type { MapProgress, ShownMap } from "./work/explainer.ts";
export type { OpenNetwork } from "./work/shared_networks.ts";

declare global {
  interface HTMLElementTagNameMap {
    "camlucida-map": CamlucidaMap;
  }

  interface HTMLElementEventMap extends CamlucidaMapEvents {}
}

if (typeof customElements !== "undefined" && !customElements.get("camlucida-map")) customElements.define("camlucida-map", CamlucidaMap);
