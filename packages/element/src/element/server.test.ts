// On a server there are no elements, and importing the module does no harm.
import { expect, test } from "vitest";
import { CamlucidaMap } from "../index.ts";

test("the module can be imported anywhere, and defines the element where there are elements", () => {
  expect(CamlucidaMap.observedAttributes).toEqual(expect.arrayContaining(["src", "model", "class", "method", "layer", "view", "alt"]));
  if (typeof document === "undefined") expect(typeof HTMLElement).toBe("undefined");
  else expect(customElements.get("camlucida-map")).toBe(CamlucidaMap);
});
