// The manual page: what is packed is what the table says, whole, and well-formed to mandoc.
import { colourMaps } from "@camlucida/cam";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import packageJson from "../../package.json" with { type: "json" };
import { manualPage } from "./manual_page.ts";
import { options } from "./option_table.ts";
import { commandNames } from "./table/option.ts";

const path = resolve(import.meta.dirname, "../../man/camlucida.1");

/** That of the page which is packed: it changes with the page, by hand. */
const date = /^\.TH CAMLUCIDA 1 (\d{4}-\d\d-\d\d) /m.exec(readFileSync(path, "utf8"))?.[1] ?? "";
const page = manualPage({ version: packageJson.version, date, colormaps: Object.keys(colourMaps) });

test("man/camlucida.1 is this page (renew it: npx vitest run src/arguments/manual_page.test.ts -u)", async () => {
  expect(date).not.toBe("");
  await expect(page).toMatchFileSnapshot(path);
});

test("it is found where package.json says", () => {
  expect(resolve(import.meta.dirname, "../..", packageJson.man)).toBe(path);
});

test("every command and every option stands in it", () => {
  const text = page.replaceAll("\\-", "-");
  for (const { name } of options) expect(text).toMatch(new RegExp(`--${name}\\\\f`));
  for (const name of commandNames.filter((each) => each !== "explain" && each !== "version")) expect(text).toMatch(new RegExp(`^\\.B ${name}$`, "m"));
});

const mandoc = ((): boolean => {
  try {
    execFileSync("mandoc", ["-T", "lint"], { input: page, stdio: ["pipe", "ignore", "ignore"] });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
})();

test.skipIf(!mandoc)(mandoc ? "mandoc finds nothing to say" : "mandoc, which is not installed here", () => {
  expect(execFileSync("mandoc", ["-T", "lint", "-W", "style"], { input: page, encoding: "utf8" })).toBe("");
  const shown = execFileSync("mandoc", ["-T", "utf8", "-O", "width=100"], { input: page, encoding: "utf8" }).split("\b").map((part, at, all) => (at < all.length - 1 ? part.slice(0, -1) : part)).join(""); // bold is printed twice
  expect(shown).toContain("-m, --model NAME|FILE");
  expect(shown).toContain("7×7");
});
