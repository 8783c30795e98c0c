// The element in a page, on a network whose logits PyTorch saved: test/reference_conventions.py. In Node there are no elements.
import { testGpu } from "@camlucida/tensor/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import "../index.ts";
import { cat, count, frames, model, nameOn, otherCat, partOf, place, savedLogits, TOLERANCE, uncount, until, type Counts } from "../testing/page.ts";
import type { ShownMap } from "../work/explainer.ts";

const isPage = typeof document !== "undefined";
const devices = isPage && (await testGpu()) ? ["cpu", "gpu"] : ["cpu"];

describe.skipIf(!isPage)("in a page", () => {
  let counts: Counts;
  beforeEach(() => { counts = count(); });
  afterEach(async () => {
    document.body.replaceChildren();
    await until(() => counts.alive === 0); // the last to leave closes it
    uncount();
  });
  const tag = (more = ""): string => `<camlucida-map src="${cat}" model="${model}" device="cpu" ${more}></camlucida-map>`;

  test.each(devices)("shows what PyTorch's numbers say, on the %s", async (device) => {
    const element = place(`<camlucida-map src="${cat}" model="${model}" device="${device}" class="class 1" method="grad-cam" layer="layer3"></camlucida-map>`);
    const { top, map, statement, picture } = await element.complete;
    const saved = await savedLogits();
    for (const { index, logit } of top) expect(Math.abs(logit - saved[index]!)).toBeLessThan(TOLERANCE);
    expect(top).toHaveLength(5);
    expect(map).toMatchObject({ method: "grad-cam", layer: "layer3", width: 14, height: 14, class: { index: 1 } });
    expect([statement, picture.width, picture.height]).toEqual([undefined, 451, 300]);
    element.method = "cam";
    element.layer = "";
    expect((await element.complete).map.residual).toBeLessThan(TOLERANCE);
    expect(counts).toMatchObject({ openings: 1, looks: 1, maps: 2 });
  });

  test("a change costs no more than what it changes", async () => {
    const element = place(tag());
    const first = await element.complete;
    expect([first.map.class.index, first.map.method]).toEqual([first.top[0]?.index, "cam"]);
    expect(counts).toMatchObject({ openings: 1, looks: 1, maps: 1 });
    const drawnBefore = first.picture;
    element.view = "positive"; // drawn anew
    const positive = await element.complete;
    expect(positive.map).toBe(first.map);
    expect(positive.picture.data).not.toEqual(drawnBefore.data);
    element.className = "class 3";
    expect((await element.complete).map.class.index).toBe(3);
    element.setAttribute("label", "2"); // an index, where no label is called so
    expect((await element.complete).map.class.index).toBe(2);
    expect(counts).toMatchObject({ openings: 1, looks: 1, maps: 3 });
    element.alt = "A cat";
    expect(await element.complete).toMatchObject({ map: { class: { index: 2 } } });
    expect(nameOn(element)).toMatch(/^A cat\. Evidence for class 2, /);
    expect(counts).toMatchObject({ openings: 1, looks: 1, maps: 3 });
    element.src = otherCat;
    expect((await element.complete).picture.width).toBe(64);
    expect(counts).toMatchObject({ openings: 1, looks: 2, maps: 4 });
    element.framing = "crop";
    await element.complete;
    expect(counts).toMatchObject({ openings: 1, looks: 3, maps: 5 });
  });

  test("looks at another size, prepared otherwise, where the tag says so", async () => {
    const element = place(tag());
    const usual = await element.complete;
    element.input = "160x256";
    expect((await element.complete).map).toMatchObject({ width: 8, height: 5 });
    element.preprocess = "keras-tf";
    const other = await element.complete;
    expect([other.map.width, other.top[0]?.logit === usual.top[0]?.logit]).toEqual([8, false]);
    element.input = "large";
    await expect(element.complete).rejects.toMatchObject({ code: "input-size" });
  });

  test("several share one network, which the last to leave closes", async () => {
    const relative = tag('view="minmax"').replace(model, new URL(model).pathname + new URL(model).search);
    const element = place(tag() + tag('method="grad-cam" layer="layer2"') + relative);
    const all = [...document.querySelectorAll("camlucida-map")];
    await Promise.all(all.map((one) => one.complete));
    expect(counts).toEqual({ openings: 1, alive: 1, looks: 3, maps: 3 });
    element.remove();
    all[1]?.remove();
    await frames(3);
    expect(counts.alive).toBe(1);
    all[2]?.remove();
    await until(() => counts.alive === 0);
  });

  test("moved in the page it shows on, and says nothing twice", async () => {
    const element = place(`<main></main>${tag()}`);
    const results: ShownMap[] = [];
    element.addEventListener("camlucida-result", ({ detail }) => results.push(detail));
    await element.complete;
    const main = document.querySelector("main") as HTMLElement & { moveBefore?(node: Node, before: Node | null): void };
    main.append(element);
    await element.complete;
    main.moveBefore?.(element, null);
    await element.complete;
    await frames(3);
    expect([counts.openings, counts.looks, results.length]).toEqual([1, 1, 1]);
  });

  test("taken out while a model is on its way, it gives that up; what comes back begins again", async () => {
    let given: AbortSignal | undefined;
    uncount();
    const ends = count((_, { signal } = {}) => new Promise((_resolve, reject) => {
      given = signal;
      signal?.addEventListener("abort", () => reject(signal.reason as Error));
    }));
    const element = place(tag());
    await until(() => given !== undefined);
    element.remove();
    await expect(element.complete).rejects.toMatchObject({ name: "AbortError" });
    expect(given?.aborted).toBe(true);
    expect(ends.openings).toBe(1);
    uncount();
    counts = count();
    document.body.append(element);
    await expect(element.complete).resolves.toMatchObject({ map: { method: "cam" } });
  });

  test("another wish gives up a method of many passes, and waits for what is wished last", async () => {
    const element = place(tag('method="score-cam" layer="layer3"'));
    let [done, total] = [0, 0];
    element.addEventListener("camlucida-progress", ({ detail }) => {
      if (detail.phase !== "map") return;
      ({ done, total } = detail);
      element.method = "grad-cam";
    });
    const { map } = await element.complete;
    expect([map.method, counts.looks]).toEqual(["grad-cam", 1]);
    expect(done).toBeLessThan(total);
  });

  test.each(["blob", "canvas", "bitmap"])("looks at a %s as at the file", async (kind) => {
    const element = place(tag());
    const { top } = await element.complete;
    const blob = await (await fetch(cat)).blob();
    const bitmap = await createImageBitmap(blob, { colorSpaceConversion: "none" });
    const canvas = new OffscreenCanvas(451, 300);
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    element.src = { blob, canvas, bitmap }[kind] ?? "";
    expect(element.hasAttribute("src")).toBe(false);
    expect((await element.complete).top).toEqual(top);
    expect(counts.looks).toBe(2);
    element.setAttribute("src", otherCat);
    expect((await element.complete).picture.width).toBe(64);
  });

  test("an <img> inside is the photograph, seen until the map is there, and its alt the text", async () => {
    const element = place(`<camlucida-map model="${model}" device="cpu"><img src="${cat}" alt="A cat's face"></camlucida-map>`);
    const image = element.querySelector("img") as HTMLImageElement;
    await image.decode();
    expect(image.getBoundingClientRect().width).toBeGreaterThan(100);
    const { picture } = await element.complete;
    expect([picture.width, image.getBoundingClientRect().width]).toEqual([451, 0]);
    expect(nameOn(element)).toMatch(/^A cat's face\. Evidence for /);
    image.src = otherCat;
    await until(() => element.result?.picture.width === 64);
    expect(counts).toMatchObject({ openings: 1, looks: 2 });
  });

  test("what was set before the script ran holds", async () => {
    const early = document.createElement("camlucida-map");
    Object.defineProperty(early, "model", { value: model, configurable: true, writable: true, enumerable: true });
    Object.assign(early, { src: cat, device: "cpu" });
    document.body.append(early);
    expect((await early.complete).picture.width).toBe(451);
  });

  test("lazy, it waits until it comes near", async () => {
    const element = place(`<div style="height: 4000px"></div>${tag('loading="lazy"')}`);
    await frames(5);
    expect(counts.openings).toBe(0);
    element.scrollIntoView();
    await element.complete;
    expect(counts.openings).toBe(1);
  });

  test("a device that is lost is replaced once", async () => {
    let lost = 1;
    const { open } = await import("camlucida");
    uncount();
    counts = count(async (...given) => {
      const network = await open(...given);
      const fail = lost-- > 0;
      return { ...network, look: (...picture) => (fail ? Promise.reject(Object.assign(new Error("The GPU is gone."), { code: "device-lost" })) : network.look(...picture)) };
    });
    const element = place(tag());
    await element.complete;
    expect(counts).toMatchObject({ openings: 2, looks: 2 });
  });

  test("an error stands in words, with its code, and goes with what caused it", async () => {
    const element = place(tag('class="rounded"'));
    const codes: string[] = [];
    element.addEventListener("camlucida-error", ({ detail: { code } }) => codes.push(code));
    await expect(element.complete).rejects.toMatchObject({ code: "class-unknown" });
    expect(partOf(element, "error")?.textContent).toMatch(/There is no class "rounded".*the attribute label.*class-unknown/);
    expect(partOf(element, "retry")).toBeNull();
    expect([element.error?.message, element.result]).toEqual([expect.stringContaining("rounded"), undefined]);
    element.label = ""; // the most probable class: `class` is for style sheets then
    await element.complete;
    expect([partOf(element, "error"), element.error, codes]).toEqual([null, undefined, ["class-unknown"]]);
    expect(counts).toMatchObject({ openings: 1, looks: 1, maps: 2 });
    element.src = "nowhere.png";
    await expect(element.complete).rejects.toMatchObject({ code: "image-source" });
    expect(partOf(element, "canvas")?.hidden).toBe(true);
    element.setAttribute("model", "");
    await expect(element.complete).rejects.toMatchObject({ code: "model-unknown" });
    element.model = "nowhere.safetensors";
    element.src = cat;
    await expect(element.complete).rejects.toMatchObject({ code: "model-refused" });
    await until(() => partOf(element, "canvas")?.hidden === false); // the photograph is there all the same
    expect(nameOn(element)).toBe("Photograph");
    expect(partOf(element, "retry")?.textContent).toBe("Try again");
  });
});
