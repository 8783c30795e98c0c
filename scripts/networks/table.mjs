// What a sweep over networks found, as a table: for each the worst of all its images, devices and, of maps, methods and layers.
// The table is its own record: the rows of networks that this run did not try stay as they are.

const columns = ["Network", "Parameters", "Logits, by name", "Logits, by ONNX", "Maps, by name", "Maps, by ONNX", "PyTorch's float32", "Top 5", "Trials", "Forward pass"];

/** @returns `table` with what was `found` of one network in its place among `names`, the order of rows */
export function withFound(table, found, names) {
  const rows = new Map(table.split("\n").map((line) => [/^\| (\w+) \|/.exec(line)?.[1], line]));
  rows.set(found.name, row(found));
  const head = [`| ${columns.join(" | ")} |`, `|---|${"---:|".repeat(columns.length - 1)}`];
  return [...head, ...names.flatMap((name) => rows.get(name) ?? [])].join("\n");
}

function row({ name, parameters, trials, failed, float32, milliseconds }) {
  const byName = trials.filter(({ file }) => file.endsWith(".pth"));
  const byOnnx = trials.filter(({ file }) => file.endsWith(".onnx"));
  const logits = (some) => fraction(Math.max(...some.map((trial) => trial.logits)));
  const maps = (some) => fraction(Math.max(...some.flatMap((trial) => Object.values(trial.maps))));
  const cells = [
    name, `${(parameters / 1e6).toFixed(1)} M`, logits(byName), logits(byOnnx), maps(byName), maps(byOnnx), fraction(float32),
    trials.every(({ top }) => top) ? "same" : "**other**", failed === 0 ? String(trials.length) : `${trials.length}, **${failed} failed**`,
    milliseconds === undefined ? "–" : `${milliseconds.toFixed(0)} ms`,
  ];
  return `| ${cells.join(" | ")} |`;
}

const fraction = (value) => (Number.isFinite(value) ? value.toExponential(1).replace("e-", "·10⁻").replace(/⁻(\d+)/, (_, digits) => `⁻${[...digits].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[digit]).join("")}`) : "**other shape**");
