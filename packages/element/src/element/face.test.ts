// How the element stands in a page, for those who see it and those who do not. In Node there are no elements.
import type { run } from "axe-core";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CamlucidaMap } from "../index.ts";
import { cat, count, frames, model, nameOn, partOf, place, uncount, until, type Counts } from "../testing/page.ts";

const isPage = typeof document !== "undefined";

describe.skipIf(!isPage)("in a page", () => {
  let counts: Counts;
  beforeEach(() => { counts = count(); });
  afterEach(async () => {
    document.body.replaceChildren();
    await until(() => counts.alive === 0);
    uncount();
  });
  const tag = (more = "", inside = ""): string => `<camlucida-map src="${cat}" model="${model}" device="cpu" ${more}>${inside}</camlucida-map>`;
  const canvasOf = (element: CamlucidaMap): HTMLCanvasElement => partOf(element, "canvas") as HTMLCanvasElement;
  const boxOf = (element: Element): { readonly width: number; readonly height: number } => element.getBoundingClientRect();

  test.each([320, 1200])("nothing moves once the photograph is there, %i pixels wide", async (width) => {
    const element = place(`<div style="width: ${width}px">${tag()}</div>`);
    await until(() => !canvasOf(element).hidden);
    await frames(2);
    const waiting = boxOf(element).height;
    await element.complete;
    await frames(2);
    expect(boxOf(element).height).toBe(waiting);
    expect(boxOf(canvasOf(element)).height).toBeCloseTo((width * 300) / 451, 1);
  });

  test("with width and height nothing moves at all", async () => {
    const element = place(`<div style="width: 600px">${tag('width="451" height="300"')}</div>`);
    await frames(2);
    const before = boxOf(element).height;
    await element.complete;
    await frames(2);
    expect([before, element.width]).toEqual([boxOf(element).height, 451]);
  });

  test("it is drawn in the screen's pixels, anew where the room changes, and computed once", async () => {
    const element = place(`<div style="width: 400px">${tag()}</div>`);
    await element.complete;
    await frames(3);
    const canvas = canvasOf(element);
    expect([canvas.width, canvas.height]).toEqual([400, Math.round((400 * 300) / 451)].map((side) => Math.round(side * devicePixelRatio)));
    (element.parentElement as HTMLElement).style.width = "200px";
    await until(() => canvas.width === Math.round(200 * devicePixelRatio));
    expect(canvas.getContext("2d")?.getImageData(canvas.width >> 1, canvas.height >> 1, 1, 1).data[3]).toBe(255);
    element.hidden = true;
    await frames(2);
    element.hidden = false;
    await frames(2);
    expect([boxOf(element).width, counts.looks, counts.maps]).toEqual([200, 1, 1]);
  });

  test("where the parent is low, the whole is in it, picture and words", async () => {
    const element = place(`<div style="width: 600px; height: 200px">${tag()}</div>`);
    await element.complete;
    await frames(3);
    const [canvas, words] = [canvasOf(element), partOf(element, "words") as HTMLElement];
    expect(boxOf(element).height).toBe(200);
    expect(words.getBoundingClientRect().bottom).toBeLessThanOrEqual(element.getBoundingClientRect().bottom + 0.5);
    expect(canvas.width / canvas.height).toBeCloseTo(451 / 300, 1); // inside its box, as object-fit: contain
  });

  test("in a row it has its share, and is not stretched", async () => {
    place(`<div style="display: flex; width: 640px"><p style="flex: 1; height: 900px"></p>${tag('style="flex: 1"')}</div>`);
    const element = document.querySelector("camlucida-map") as CamlucidaMap;
    await element.complete;
    await frames(2);
    expect([boxOf(element).width, boxOf(element).height < 300]).toEqual([320, true]);
  });

  test("its name says what is seen, of which class and where; only what changes is said aloud", async () => {
    const element = place(tag('alt="A cat"'));
    const { top, map } = await element.complete;
    const percent = `${(100 * (top[0]?.probability ?? 0)).toFixed(1)}\u00a0%`;
    const { x, y } = map.peak ?? { x: -1, y: -1 };
    expect(nameOn(element)).toMatch(new RegExp(`^A cat\\. Evidence for class ${top[0]?.index}, ${percent}\\. Strongest .+ logits near pixel \\(${Math.round(x)}, ${Math.round(y)}\\) of 451×300; cam, layer4\\.$`));
    expect([canvasOf(element).role, partOf(element, "status")?.textContent]).toEqual(["img", ""]);
    element.label = "class 3";
    await element.complete;
    expect(partOf(element, "status")?.textContent).toBe(nameOn(element));
    expect(partOf(element, "status")?.role).toBe("status");
    expect(partOf(element, "caption")?.textContent).toContain(`seen as class ${top[0]?.index}`);
  });

  test("a map that says nothing is stated in words", async () => {
    const element = place(tag('view="positive" scale="1"'));
    const { top } = await element.complete;
    for (const { index } of top) {
      element.label = String(index);
      const { statement, map } = await element.complete;
      if (map.max > 0) continue;
      expect(statement).toBe("no positive evidence for this class");
      expect(partOf(element, "statement")?.textContent).toBe("No positive evidence for this class.");
      expect(nameOn(element)).toContain("No positive evidence for this class; cam, layer4.");
    }
  });

  test("while a model arrives its progress is one, with a name", async () => {
    uncount();
    let arrive: ((received: number) => void) | undefined;
    const { open } = await import("camlucida");
    counts = count(async (source, options) => {
      await new Promise<void>((go) => {
        arrive = (received) => (options.onProgress?.({ task: "small", received, total: 2e6 }), received === 2e6 && go());
      });
      return open(source, options);
    });
    const element = place(tag());
    const told: number[] = [];
    element.addEventListener("camlucida-progress", ({ detail: { phase, done, total } }) => phase === "model" && done < total && told.push(done));
    await until(() => arrive !== undefined && !canvasOf(element).hidden); // the photograph is there before
    expect(partOf(element, "progress")).not.toBeNull();
    arrive?.(1e6);
    const bar = partOf(element, "progress") as HTMLProgressElement;
    expect([bar.position, bar.getAttribute("aria-label")]).toEqual([0.5, "Downloading small: 1.0 of 2.0 MB"]);
    expect([partOf(element, "words")?.ariaBusy, await faults()]).toEqual(["true", []]);
    arrive?.(2e6);
    await element.complete;
    expect([partOf(element, "progress"), partOf(element, "words")?.ariaBusy, told[0]]).toEqual([null, "false", 1e6]);
  });

  test("axe finds nothing, with a map, an error, or an image inside", async () => {
    place(tag('alt="A cat"') + tag('class="nobody"') + tag("", `<img src="${cat}" alt="A cat">`) + '<camlucida-map src="nowhere.png" model="nowhere.safetensors" alt="A cat"></camlucida-map>');
    await Promise.allSettled([...document.querySelectorAll("camlucida-map")].map(({ complete }) => complete));
    expect(await faults()).toEqual([]);
    const retry = document.querySelectorAll("camlucida-map")[3]?.shadowRoot?.querySelector("button");
    expect([retry?.textContent, retry?.tabIndex]).toEqual(["Try again", 0]);
  });

  test("it is styled from outside, and asks no policy for its own", async () => {
    const element = place(`<style>camlucida-map::part(caption) { color: rgb(1, 2, 3); } camlucida-map:state(shown) { outline: 1px solid; }</style>${tag()}`);
    await element.complete;
    expect(getComputedStyle(partOf(element, "caption") as HTMLElement).color).toBe("rgb(1, 2, 3)");
    expect(getComputedStyle(element).outlineStyle).toBe("solid");
    expect(element.shadowRoot?.querySelectorAll("[style], style")).toHaveLength(0);
  });
});

/** As a script, of which Vite makes no module. */
async function faults(): Promise<string[]> {
  await import(/* @vite-ignore */ new URL("../../../../node_modules/axe-core/axe.min.js", import.meta.url).href);
  const { axe } = globalThis as unknown as { readonly axe: { readonly run: typeof run } };
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false }, "page-has-heading-one": { enabled: false }, "landmark-one-main": { enabled: false } } });
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(", ")}`);
}
