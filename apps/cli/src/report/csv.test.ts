import { expect, test } from "vitest";
import { csvHeader, csvRows } from "./csv.ts";
import type { InputResult, MapResult } from "./result.ts";

const map: MapResult = {
  method: "cam", layer: "layer4", class: 285, label: "Egyptian cat", target: "logit", logit: -21.9, probability: 0.5, unit: "logits", min: -1.5, max: 38.25,
  peak: { x: 225.5, y: 64 }, height: 7, width: 7, statement: null, residual: 2e-6, raw: null, overlay: "out/a.cam.png",
};
const success = (image: string, ...maps: MapResult[]): InputResult => ({ image, ok: true, maps }) as unknown as InputResult;

test("a head, and a row for each map, with lines that end as RFC 4180 says", () => {
  expect(csvHeader).toBe("image,ok,class,label,probability,logit,method,layer,unit,min,max,peak_x,peak_y,overlay,raw,error_code,error_message\r\n");
  const ofNoClass: MapResult = { ...map, method: "eigen-cam", class: null, label: null, logit: null, probability: null, unit: "features", max: NaN, peak: null, overlay: null, raw: "a.npy" };
  expect(csvRows(success("a.png", map, ofNoClass))).toBe(
    "a.png,true,285,Egyptian cat,0.5,-21.9,cam,layer4,logits,-1.5,38.25,225.5,64,out/a.cam.png,,,\r\n" +
    "a.png,true,,,,,eigen-cam,layer4,features,-1.5,,,,,a.npy,,\r\n");
});

test("a photograph without maps has a row too", () => {
  expect(csvRows(success("a.png"))).toBe(`a.png,true${",".repeat(15)}\r\n`);
  expect(csvRows({ image: "a.png", ok: true, skipped: true, files: ["a.cam.png"] })).toBe(`a.png,true${",".repeat(15)}\r\n`);
  expect(csvRows({ image: "a.png", ok: false, error: { code: "image-empty", message: "0 bytes, \"a.png\"" } })).toBe(`a.png,false${",".repeat(14)}image-empty,"0 bytes, ""a.png"""\r\n`);
});

test("separators, quotes and line breaks of names stay within their cell", () => {
  expect(csvRows(success("a,\"b\"\nc\r\n.png"))).toBe(`"a,""b""\nc\r\n.png",true${",".repeat(15)}\r\n`);
});

test("no name and no label is a formula; numbers stay numbers", () => {
  for (const start of ["=", "+", "-", "@", "\t"]) {
    const [name, label] = [`${start}cmd|' /C calc'!A0`, `${start}HYPERLINK("http://x","y")`];
    const row = csvRows(success(name, { ...map, label }));
    expect(row.startsWith(`'${name},true,285,"'${label.replaceAll("\"", "\"\"")}",0.5,-21.9,`)).toBe(true);
  }
});
