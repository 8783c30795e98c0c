// What the Tab key gives, asked of the shells themselves: each reads the script and is told what was typed.
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { views, type Shell } from "../arguments/table/choices.ts";
import { commandNames } from "../arguments/table/option.ts";
import { completedCommands } from "./completed.ts";
import { completionScript } from "./completion.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "camlucida-completion-"));
  await mkdir(join(folder, "samples"));
  for (const name of ["samples/chelsea.png", "my net.pth", "reports.txt"]) await writeFile(join(folder, name), "");
  await writeFile(join(folder, "capture.zsh"), captureInZsh);
  for (const shell of ["bash", "zsh", "fish", "powershell"] as const) await writeFile(join(folder, shell), completionScript(shell));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const isThere = (program: string): boolean => {
  try {
    execFileSync(program, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
};

/** zsh completes at a terminal alone: it is given one, one line after the other, and every match is written down. */
const captureInZsh = `
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'PROMPT= ; autoload -Uz compinit && compinit -u -D; source ./zsh; zstyle ":completion:*" list-colors ""'
zpty -w shell 'compadd() { if [[ " $* " == *" -"[OAD]" "* ]]; then builtin compadd "$@"; return; fi; local -a hits; builtin compadd -A hits "$@"; print -rl -- $hits >> ./matches; builtin compadd "$@" }'
zpty -w shell 'asked() { zle complete-word; print -r -- "the end" >> ./matches; zle kill-buffer }; zle -N asked; bindkey "^T" asked'
for line in "$@"; do
  : > ./matches
  zpty -w -n shell "$line"$'\\C-t'
  for ((tries = 0; tries < 1200; tries++)); do grep -qx 'the end' ./matches && break; sleep 0.05; done
  print -r -- "> $line"
  grep -vx 'the end' ./matches
done
exit 0
`;

/** Lines, and what may follow. */
const examples: readonly (readonly [line: string, expected: readonly string[]])[] = [
  ["camlucida --vi", ["--view"]],
  ["camlucida --view ", [...views]],
  ["camlucida --view=p", ["positive"]],
  ["camlucida samples/chelsea.png --colormap vir", ["viridis"]],
  ["camlucida --device cpu -m resnet1", ["resnet101", "resnet152", "resnet18"]],
  ["camlucida -m resnet18 --dev", ["--device"]],
  ["camlucida --method cam,ablation", ["ablation-cam"]],
  ["camlucida weights alex", ["alexnet"]],
  ["camlucida weights --f", ["--force"]],
  ["camlucida completion z", ["zsh"]],
  ["camlucida help subm", ["submit"]],
  ["camlucida submit --batc", ["--batch"]],
  ["camlucida -q subm", ["submit"]],
  ["camlucida work --dev", ["--device"]],
  ["camlucida status --view ", []],
  ["camlucida samples/che", ["samples/chelsea.png"]],
  ["camlucida merge rep", ["reports.txt"]],
  ["camlucida inspect my", ["my net.pth"]],
];

/** Commands whose options are looked at one and all. */
const whole = ["explain", "report", "collect"];

/** What is offered behind a line. */
const offered: Readonly<Record<Exclude<Shell, "powershell">, (line: string) => string>> = {
  // A terminal divides the line so: at spaces, and "=" stands alone.
  bash: (line) => {
    const words = line.split(/ |(=)/).filter((word) => word !== undefined);
    const script = `source ./bash; COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; _camlucida; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return run("bash", ["--norc", "-c", script]);
  },
  zsh: (line) => inZsh().get(line) ?? "",
  fish: (line) => run("fish", ["--no-config", "-c", `source ./fish; complete -C '${line}'`]).replaceAll(/\t.*$/gm, ""),
};

/** All lines at once: a terminal takes longer to come than a hundred answers. */
const inZsh = once((): ReadonlyMap<string, string> => {
  const lines = [...examples.map(([line]) => line), "camlucida ", ...whole.map((name) => `camlucida ${name} --`)];
  return new Map(run("zsh", ["-f", "capture.zsh", ...lines]).split(/^> /m).map((part) => [part.split("\n")[0] ?? "", part.replace(/^.*\n/, "")]));
});

function once<Found>(find: () => Found): () => Found {
  let found: { readonly value: Found } | undefined;
  return () => (found ??= { value: find() }).value;
}

const run = (program: string, words: readonly string[]): string => execFileSync(program, words, { cwd: folder, encoding: "utf8", env: { ...process.env, HOME: folder, TERM: "dumb" } });

/** On Windows what is called bash may be another system's. */
const missing = new Set<string>((["bash", "zsh", "fish"] as const).filter((shell) => process.platform === "win32" || !isThere(shell)));
const reason = (shell: string): string => (missing.has(shell) ? `${shell}, which is not installed here` : shell);

for (const shell of ["bash", "zsh", "fish"] as const) describe.skipIf(missing.has(shell))(reason(shell), () => {
  /** Bare words: fish repeats what was typed before "=" and ",". */
  const words = (line: string): string[] => [...new Set(offered[shell](line).split("\n").map((word) => word.trim().replace(/^--[\w-]+=/, "").replace(/^.*,/, "")).filter((word) => word !== ""))].toSorted();

  test.each(examples)("%s", (line, expected) => {
    const found = words(line).map((word) => word.replaceAll("\\", ""));
    expect(found.map((word) => (word === "chelsea.png" ? "samples/chelsea.png" : word)), offered[shell](line)).toEqual([...expected].toSorted());
  });

  test("commands and their options, all of them and no others", () => {
    expect(words("camlucida ").filter((word) => commandNames.some((name) => name === word))).toEqual([...commandNames].toSorted());
    for (const { name, options } of completedCommands().filter((command) => whole.includes(command.name))) {
      expect(words(`camlucida ${name} --`)).toEqual(options.map((option) => option.name).toSorted());
    }
  });
});

test("PowerShell's script names every command, option and value", () => {
  const script = completionScript("powershell");
  for (const { name, options } of completedCommands()) {
    expect(script).toContain(`'${name}' = @(`);
    for (const option of options) expect(script).toContain(`names = @('${option.name}'`);
  }
  for (const view of views) expect(script).toContain(`'${view}'`);
});

const powershell = ["pwsh", "powershell"].find(isThere);
test.skipIf(powershell === undefined)(powershell === undefined ? "PowerShell, which is not installed here" : "PowerShell offers what the others do", () => {
  const ask = (line: string): string[] => execFileSync(powershell ?? "", ["-NoProfile", "-Command", `. ([scriptblock]::Create((Get-Content -Raw ./powershell))); (TabExpansion2 '${line}' ${line.length}).CompletionMatches.CompletionText`], { cwd: folder, encoding: "utf8" }).trim().split(/\r?\n/);
  expect(ask("camlucida --vi")).toEqual(["--view"]);
  expect(ask("camlucida --view=p")).toEqual(["--view=positive"]);
  expect(ask("camlucida --method cam,ablation")).toEqual(["cam,ablation-cam"]);
  expect(ask("camlucida weights alex")).toEqual(["alexnet"]);
});

test("an explanation is one short line", () => {
  for (const { options } of completedCommands()) for (const { about } of options) {
    expect(about.length).toBeLessThanOrEqual(66);
    expect(about).toMatch(/^[^\n`]{3,}$/);
  }
});
