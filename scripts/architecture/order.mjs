// In which rows the parts of a package stand, so that imports go down.

/** The parts in rows, the topmost first. A line that goes up all the same is one against the others, by the number of its files. */
export function rowsOf(parts, lines) {
  const order = bestOrder(parts, lines);
  const down = lines.filter(({ from, to }) => order.indexOf(from) < order.indexOf(to));
  const depth = new Map();
  for (const part of order.toReversed()) depth.set(part, 1 + Math.max(-1, ...down.filter(({ from }) => from === part).map(({ to }) => depth.get(to))));
  const rows = Array.from({ length: Math.max(...depth.values()) + 1 }, () => []);
  for (const part of order) rows[depth.get(part)].push(part);
  return rows.toReversed();
}

/** The order of parts in which the fewest files import upwards: the best of every set of parts, from the best of smaller ones. */
function bestOrder(parts, lines) {
  const best = new Map([[0, { cost: 0, order: [] }]]);
  for (let set = 0; set < 1 << parts.length; set++) {
    const { cost, order } = best.get(set);
    parts.forEach((part, at) => {
      if (set & (1 << at)) return;
      const more = lines.filter(({ from, to }) => from === part && order.includes(to)).reduce((sum, { files }) => sum + files, 0);
      const next = set | (1 << at);
      if (!best.has(next) || cost + more < best.get(next).cost) best.set(next, { cost: cost + more, order: [...order, part] });
    });
  }
  return best.get((1 << parts.length) - 1).order;
}

/** The lines that say something: without those that others say together. Lines that go up stay. */
export function reduced(lines, rows) {
  const rowOf = (part) => rows.findIndex((row) => row.includes(part));
  const down = lines.filter(({ from, to }) => rowOf(from) < rowOf(to));
  const reaches = (from, to, without) => down.some((line) => line !== without && line.from === from && (line.to === to || reaches(line.to, to, without)));
  return [...down.filter((line) => !reaches(line.from, line.to, line)), ...lines.filter((line) => !down.includes(line)).map((line) => ({ ...line, up: true }))];
}
