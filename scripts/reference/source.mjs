// The sources that the reference points at, one page each, with an anchor for each line.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Writes out/source/PATH.html for every file in which something public is declared. */
export function writeSources(project, out) {
  const sources = Object.values(project.reflections).flatMap((reflection) => reflection.sources ?? []);
  const paths = new Map(sources.map(({ fileName, fullFileName }) => [fileName, fullFileName]));
  for (const [name, path] of paths) {
    const to = join(out, "source", `${name}.html`);
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, page(name, readFileSync(path, "utf8")));
  }
}

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

function page(name, text) {
  const rows = text.trimEnd().split("\n").map((line, at) => `<span id="L${at + 1}">${escaped(line)}</span>`).join("\n");
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>${name}</title>
<style>
  :root { color-scheme: light dark; }
  body { margin: 1rem; font: 14px/1.5 ui-monospace, monospace; tab-size: 2; }
  pre { counter-reset: line; overflow-x: auto; font: inherit; }
  span::before { counter-increment: line; content: counter(line); opacity: 0.5; }
  span::before { display: inline-block; width: 3em; margin-right: 1.5em; text-align: right; }
  span:target { background: light-dark(#fff3bf, #4a3f00); }
</style></head>
<body><h1>${name}</h1><pre>${rows}</pre></body></html>
`;
}
