import { resolve } from "node:path";
import { expect, it } from "vitest";
import { cacheFolder } from "./cache.ts";

it.each([
  [
    "the variable of this project first",
    { CAMLUCIDA_CACHE: "/models", XDG_CACHE_HOME: "/xdg", HOME: "/home/ada" },
    "linux",
    "/models",
  ],
  ["relative to where the command runs", { CAMLUCIDA_CACHE: "models", HOME: "/home/ada" }, "linux", resolve("models")],
  ["the desktop's variable next", { XDG_CACHE_HOME: "/xdg", HOME: "/home/ada" }, "linux", "/xdg/camlucida"],
  [
    "unless it is relative or empty",
    { CAMLUCIDA_CACHE: "", XDG_CACHE_HOME: "xdg", HOME: "/home/ada" },
    "linux",
    "/home/ada/.cache/camlucida",
  ],
  ["macOS's own place", { HOME: "/Users/ada" }, "darwin", "/Users/ada/Library/Caches/camlucida"],
  ["Windows' own place", { LOCALAPPDATA: "/c/Local", HOME: "/c/ada" }, "win32", "/c/Local/camlucida"],
  ["the profile where Windows names none", { USERPROFILE: "/c/ada" }, "win32", "/c/ada/AppData/Local/camlucida"],
])("%s", (_, environment, platform, expected) => {
  expect(cacheFolder(environment, platform)).toBe(expected);
});

it("fails where there is no home", () => {
  expect(() => cacheFolder({}, "linux")).toThrow(expect.objectContaining({ code: "cache-unknown" }));
});
