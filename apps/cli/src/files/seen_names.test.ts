import { expect, test } from "vitest";
import { openSeenNames } from "./seen_names.ts";

test("each of many names is new once", () => {
  const seen = openSeenNames();
  const names = Array.from({ length: 50_000 }, (_, at) => `/photos/${at % 100}/IMG_${at}.jpg`);
  expect(names.filter(seen.add)).toEqual(names);
  expect([...names, "", "a"].filter(seen.add)).toEqual(["", "a"]);
});
