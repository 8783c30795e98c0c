// The two drawings of docs/architecture.md as SVG, readable on light and dark ground.
import { importsOf, packages, partsOf } from "./imports.mjs";
import { reduced, rowsOf } from "./order.mjs";
import { photograph } from "./photograph.mjs";
import { words } from "./words.mjs";

const WIDTH = 860;
const BOX = { width: 148, height: 42 };
const ROW = 80; // from the top of a row of boxes to that of the next

const style = `<style>
  text { font: 12px system-ui, sans-serif; fill: #1f2328; } .name { font-weight: 600; } .soft { fill: #59636e; font-size: 11px; }
  .ground { fill: #ffffff; stroke: #d1d9e0; } .frame { fill: #f6f8fa; stroke: #d1d9e0; } .box { fill: #ffffff; stroke: #818b98; }
  .line { fill: none; stroke: #59636e; stroke-width: 1.3; } .up { stroke: #bc4c00; stroke-dasharray: 4 3; } .head { fill: #59636e; } .uphead { fill: #bc4c00; } .upword { fill: #bc4c00; font-size: 11px; paint-order: stroke; stroke: #f6f8fa; stroke-width: 4px; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; } .soft { fill: #9198a1; } .ground { fill: #0d1117; stroke: #3d444d; } .frame { fill: #151b23; stroke: #3d444d; } .box { fill: #0d1117; stroke: #656c76; }
    .line { stroke: #9198a1; } .head { fill: #9198a1; } .up { stroke: #f0883e; } .uphead { fill: #f0883e; } .upword { fill: #f0883e; stroke: #151b23; }
  }
</style>
<defs>${["head", "uphead"].map((name) => `<marker id="${name}" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path class="${name}" d="M0 0L8 4L0 8Z"/></marker>`).join("")}</defs>`;

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const round = (value) => Math.round(value * 10) / 10;

function picture(title, height, parts) {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">\n<title>${escaped(title)}</title>\n${style}\n<rect class="ground" x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="8"/>\n${parts.join("\n")}\n</svg>\n`;
}

const write = (x, y, kind, text, anchor = "middle") => `<text x="${round(x)}" y="${round(y)}" class="${kind}" text-anchor="${anchor}">${escaped(text)}</text>`;

/** A box with its name and what it is for, around the middle of its upper edge. */
const boxAt = ({ x, y, width = BOX.width }, name, says) => [
  `<rect class="box" x="${round(x - width / 2)}" y="${round(y)}" width="${width}" height="${BOX.height}" rx="5"/>`,
  write(x, y + 17, "name", name), write(x, y + 33, "soft", says),
].join("\n");

/** An arrow from the lower edge of one box to the upper edge of another, or beside them up again. */
function arrow(from, to, { up = false, files = 0 }) {
  if (!up) {
    const [y1, y2] = [from.y + (from.height ?? BOX.height), to.y];
    const bend = (y2 - y1) / 2;
    return `<path class="line" marker-end="url(#head)" d="M${round(from.x)} ${round(y1)}C${round(from.x)} ${round(y1 + bend)} ${round(to.x)} ${round(y2 - bend)} ${round(to.x)} ${round(y2 - 1)}"/>`;
  }
  const [x1, x2] = [from.x + BOX.width / 2 - 12, to.x + BOX.width / 2 - 12];
  const [y1, y2] = from.y === to.y ? [from.y, to.y] : [from.y, to.y + BOX.height];
  return [
    `<path class="line up" marker-end="url(#uphead)" d="M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2 + 1)}"/>`,
    write((x1 + x2) / 2 + 6, (y1 + y2) / 2 + 4, "upword", files === 1 ? "1 file" : `${files} files`, "start"),
  ].join("\n");
}

/** The parts of a package in rows, within its frame, whose upper edge is at `top`. */
function frameOf(name, parts, lines, { top, left, right }) {
  const inside = lines.filter(({ from, to }) => parts.includes(from) && parts.includes(to));
  const rows = rowsOf(parts, inside);
  const places = new Map();
  rows.forEach((row, at) => row.forEach((part, column) => places.set(part, { x: left + ((right - left) * (column + 0.5 + (at % 2 === 0 ? 0 : 0.08))) / row.length, y: top + 34 + ROW * at })));
  const height = 34 + ROW * rows.length - (ROW - BOX.height) + 14;
  const { says } = packages.find((one) => one.name === name);
  return {
    place: { x: (left + right) / 2, y: top, height },
    drawn: [
      `<rect class="frame" x="${left}" y="${top}" width="${right - left}" height="${height}" rx="8"/>`,
      write(left + 12, top + 20, "name", name, "start"), write(right - 12, top + 20, "soft", says, "end"),
      ...reduced(inside, rows).map((line) => arrow(places.get(line.from), places.get(line.to), line)),
      ...parts.map((part) => boxAt(places.get(part), part.slice(name.length + 1), words[part])),
    ],
  };
}

/** docs/architecture.svg: packages, their parts and the imports between them. */
export function architecture(root) {
  const lines = importsOf(root);
  const parts = partsOf(root);
  const cam = frameOf("packages/cam", parts["packages/cam"], lines, { top: 284, left: 184, right: WIDTH - 16 });
  const tensorTop = cam.place.y + cam.place.height + 40;
  const tensor = frameOf("packages/tensor", parts["packages/tensor"], lines, { top: tensorTop, left: 16, right: WIDTH - 16 });
  const single = { "packages/element": { x: 520, y: 16 }, "apps/web": { x: 260, y: 96 }, "apps/cli": { x: 520, y: 96 }, "apps/lab": { x: 760, y: 96 }, "packages/report": { x: 520, y: 184 }, weights: { x: 94, y: 284 } };
  const widths = { "apps/cli": 236, "packages/report": 166, weights: 152 };
  const places = { ...single, "packages/cam": cam.place, "packages/tensor": tensor.place };
  const order = [["packages/element"], ["apps/web", "apps/cli", "apps/lab"], ["packages/report"], ["packages/cam", "weights"], ["packages/tensor"]];
  const between = reduced(betweenPackages(lines), order);
  const height = tensorTop + tensor.place.height + 16;
  return picture("What imports what in camlucida: packages, their folders, and the imports between them", height, [
    ...between.map((line) => arrow(near(places[line.from], places[line.to]), near(places[line.to], places[line.from]), line)),
    ...Object.entries(single).map(([name, place]) => boxAt({ ...place, width: widths[name] ?? BOX.width }, name, packages.find((one) => one.name === name).says)),
    ...cam.drawn, ...tensor.drawn,
  ]);
}

/** A wide frame is met where the other end is, not in its middle. */
const near = (place, other) => (place.height === undefined ? place : { ...place, x: other.height === undefined ? other.x : place.x });

function betweenPackages(lines) {
  const owner = (part) => packages.find(({ name }) => part === name || part.startsWith(`${name}/`)).name;
  const sums = new Map();
  for (const { from, to, files } of lines) if (owner(from) !== owner(to)) {
    const key = `${owner(from)} ${owner(to)}`;
    sums.set(key, { from: owner(from), to: owner(to), files: files + (sums.get(key)?.files ?? 0) });
  }
  return [...sums.values()];
}

/** docs/photograph.svg: the way of a photograph, stage by stage, with what passes from one to the next. */
export function wayOfAPhotograph() {
  const [width, height, step] = [126, 64, (WIDTH - 32 + 12) / photograph.length];
  return picture("The way of a photograph: decode, preprocess, network, evidence, view, encode", 132, photograph.flatMap(({ stage, says, gives }, at) => {
    const x = 16 + step * at + width / 2;
    return [
      `<rect class="box" x="${round(x - width / 2)}" y="20" width="${width}" height="${height}" rx="5"/>`,
      write(x, 42, "name", stage), ...says.map((line, row) => write(x, 58 + 14 * row, "soft", line)),
      ...(at + 1 < photograph.length ? [`<path class="line" marker-end="url(#head)" d="M${round(x + width / 2)} 52h${round(step - width - 1)}"/>`] : []),
      write(x, 104, "name", gives[0]), write(x, 119, "soft", gives[1]),
    ];
  }));
}
