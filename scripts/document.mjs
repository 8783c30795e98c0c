// Documents of which a program writes a part: what stands between <!-- NAME --> and <!-- /NAME -->.
import { readFileSync, writeFileSync } from "node:fs";

/** Writes `text`, a string or what a function makes of what stands there, between the marks. */
export function between(path, name, text) {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const document = readFileSync(path, "utf8");
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${path} has no ${begin} … ${end}`);
  const written = typeof text === "function" ? text(document.slice(from + begin.length, to).trim()) : text;
  writeFileSync(path, `${document.slice(0, from + begin.length)}\n${written.trim()}\n${document.slice(to)}`);
}
