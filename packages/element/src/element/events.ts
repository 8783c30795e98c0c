// What an element tells the page. Its events bubble, and cross the borders of shadow trees.
import type { CamlucidaError } from "camlucida";
import { adviceOn, mayPass } from "../words/advice.ts";
import type { MapProgress, ShownMap } from "../work/explainer.ts";

/** Why there is no map, and what can be done. */
export interface MapFailure {
  /** Stable, in kebab-case: "model-unreachable", "class-unknown", … */
  readonly code: string;
  /** Names the value, what was expected, and the next step. */
  readonly message: string;
  /** What else a page's author or its visitor can do; may be empty. */
  readonly advice: string;
  /** Whether it may go well the next time, as it is. */
  readonly mayPass: boolean;
  readonly error: Error | CamlucidaError;
}

/** The events of an element, by their names. */
export interface CamlucidaMapEvents {
  "camlucida-progress": CustomEvent<MapProgress>;
  "camlucida-result": CustomEvent<ShownMap & { readonly name: string }>;
  "camlucida-error": CustomEvent<MapFailure>;
}

export function tell<Name extends keyof CamlucidaMapEvents>(element: HTMLElement, name: Name, detail: CamlucidaMapEvents[Name]["detail"]): void {
  element.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
}

/** What is no error of camlucida's has the code "unforeseen". */
export function failureOf(thrown: unknown): MapFailure {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const code = "code" in error && typeof error.code === "string" ? error.code : "unforeseen";
  return { code, message: error.message, advice: adviceOn(code), mayPass: mayPass(code), error };
}
