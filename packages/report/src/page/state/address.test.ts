import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { smallReport } from "../../testing/small_report.ts";
import { type ReportAddress, addressFrom, hashOf, isStep, places } from "./address.ts";
import { everything, orders } from "./choice.ts";
import { reportOf } from "./report.ts";

const report = reportOf(smallReport);
const usual: ReportAddress = { place: "", choice: everything, map: undefined, class: undefined, cell: undefined, theme: undefined };

describe("the hash", () => {
  test("of what is usual is empty", () => expect(hashOf(usual, report)).toBe(""));

  test("names classes by the network's index, everything else counted from 1", () => {
    const address: ReportAddress = { place: "gallery", choice: { ...everything, group: 1, truth: 0, predicted: 1, answer: "wrong", cluster: 0 }, map: 2, class: 1, cell: { truth: 0, predicted: 1 }, theme: "dark" };
    expect(Object.fromEntries(new URLSearchParams(hashOf(address, report)))).toEqual({
      place: "gallery", answer: "wrong", group: "2", cluster: "1", truth: "281", predicted: "p2", map: "3", class: "p2", cell: "281,p2", theme: "dark",
    });
  });

  test("brings back whatever it was made of", () => {
    const position = fc.option(fc.nat({ max: 1 }), { nil: undefined });
    const share = fc.nat({ max: 100 }).map((percent) => percent / 100);
    const addresses = fc.record({
      place: fc.constantFrom("", ...places), map: fc.option(fc.nat({ max: 5 }), { nil: undefined }), class: position,
      cell: fc.option(fc.record({ truth: fc.nat({ max: 1 }), predicted: fc.nat({ max: 1 }) }), { nil: undefined }), theme: fc.constantFrom("light" as const, "dark" as const, undefined),
      choice: fc.record({
        group: fc.nat({ max: 1 }), text: fc.string({ maxLength: 200 }), truth: position, predicted: position, answer: fc.constantFrom("right" as const, "wrong" as const, "unknown" as const, undefined),
        least: share, most: share, border: share, cluster: fc.constantFrom(0, undefined), order: fc.constantFrom(...orders),
      }),
    });
    fc.assert(fc.property(addresses, (address) => { expect(addressFrom(`#${hashOf(address, report)}`, report)).toEqual(address); }));
  });

  test.each(["#truth=7&predicted=-1&cell=281", "#map=7&map=0&cluster=2&group=9", "#least=2&most=x&border=1e9", "#order=constructor&answer=__proto__&theme=red&place=nowhere", "#%E0%A4%A", "#class=toString"])(
    "passes over what the report does not have: %s", (hash) => expect(addressFrom(hash, report)).toEqual(usual),
  );
});

test("one comes back from another section, a picture or a class; not from letters of a search", () => {
  expect(isStep(usual, { ...usual, place: "gallery" })).toBe(true);
  expect(isStep(usual, { ...usual, map: 0 })).toBe(true);
  expect(isStep({ ...usual, map: 0 }, { ...usual, map: 1 })).toBe(false);
  expect(isStep(usual, { ...usual, choice: { ...everything, text: "a" } })).toBe(false);
});
