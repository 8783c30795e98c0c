import { expect, test } from "vitest";
import { curvesSvg, type MethodCurves } from "./curves_svg.ts";
import { noValue } from "./measure.ts";

const curve = (...values: number[]) => ({ value: 0.25, probabilities: Float64Array.from(values) });
const curves = (method: string): MethodCurves => ({ method, deletion: curve(1, 0.5, 0), insertion: curve(0, 0.25, 0.5, 1) });

test("one line per method and panel, its points from edge to edge, 0 at the bottom and 1 at the top", () => {
  const svg = curvesSvg([curves("CAM"), curves("Grad-CAM")]);
  const points = all(svg, /<polyline points="([^"]*)"/g);
  expect(points).toEqual([
    "64.0,44.0 214.0,144.0 364.0,244.0", "64.0,44.0 214.0,144.0 364.0,244.0",
    "436.0,244.0 536.0,194.0 636.0,144.0 736.0,44.0", "436.0,244.0 536.0,194.0 636.0,144.0 736.0,44.0",
  ]);
});

test("is well-formed, labels both axes of both panels, and names every method with its areas", () => {
  const svg = curvesSvg([curves("CAM"), curves("Grad-CAM")]);
  expectWellFormed(svg);
  const texts = all(svg, /<text[^>]*>([^<]*)<\/text>/g);
  expect(texts.filter((text) => text === "probability")).toHaveLength(2);
  expect(texts.filter((text) => text.includes("most relevant first, %"))).toHaveLength(2);
  expect(texts.slice(-6)).toEqual(["CAM", "0.250", "0.250", "Grad-CAM", "0.250", "0.250"]);
});

test("a method without curves stands in the legend with the reason", () => {
  const none = { method: "Flat-CAM", deletion: noValue("map-flat"), insertion: noValue("map-flat") };
  const svg = curvesSvg([none, { ...curves("Half"), insertion: noValue("score-not-finite") }]);
  expect(svg).toContain("no curves: the map is the same everywhere");
  expect(all(svg, /<polyline points="([^"]*)"/g)).toHaveLength(1);
  expect(all(svg, /<text[^>]*>([^<]*)<\/text>/g).slice(-3)).toEqual(["Half", "0.250", "none"]);
});

test("names cannot break out of the picture", () => {
  const svg = curvesSvg([curves('<script>alert("&")</script>\u0000\u001b')]);
  expectWellFormed(svg);
  expect(svg).toContain("&lt;script&gt;alert(&quot;&amp;&quot;)&lt;/script&gt;");
  expect(svg).not.toContain("<script");
});

test("values outside 0 … 1 stay inside the panel", () => {
  expect(curvesSvg([{ method: "A", deletion: curve(-2, 3), insertion: curve(0, 1) }])).toContain('points="64.0,244.0 364.0,44.0"');
});

test("no methods: empty panels", () => {
  expectWellFormed(curvesSvg([]));
});

test("36 methods have 36 looks; the six colours are told apart in greyscale and on white", () => {
  const svg = curvesSvg(Array.from({ length: 36 }, (_, at) => curves(`method ${at}`)));
  const looks = all(svg, /<polyline [^>]*(stroke="#[0-9a-f]{6}" [^>]*stroke-dasharray="[^"]*")/g);
  expect(new Set(looks).size).toBe(36);
  const colours = [...new Set(all(svg, /<polyline [^>]*stroke="(#[0-9a-f]{6})"/g))];
  const contrasts = colours.map((colour) => 1.05 / (luminance(colour) + 0.05)).sort((a, b) => a - b);
  expect(contrasts).toHaveLength(6);
  expect(contrasts[0]).toBeGreaterThan(3); // WCAG 2.1, 1.4.11, for lines
  contrasts.slice(1).forEach((contrast, at) => expect(contrast / contrasts[at]!).toBeGreaterThan(1.3));
});

/** Every element opened is closed, in order; no text holds a bare & or <. */
function expectWellFormed(svg: string): void {
  const open: string[] = [];
  for (const [, closing, name, selfClosing] of svg.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (closing) expect(open.pop()).toBe(name);
    else if (!selfClosing) open.push(name!);
  }
  expect(open).toEqual([]);
  const withoutTags = svg.replace(/<\/?[a-z]+(?:\s[^<>]*)?>/g, "");
  expect(withoutTags).not.toMatch(/[<>]|&(?!(amp|lt|gt|quot);)/);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
}

const all = (svg: string, pattern: RegExp): string[] => [...svg.matchAll(pattern)].map((match) => match[1]!);

/** WCAG's relative luminance of "#rrggbb". */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
