// What the page shows, made of DOM nodes.
import type { Entry } from "../contenders/index.ts";
import { titleOf, type Case } from "../reports/case.ts";
import { plotOf } from "../reports/plot.ts";
import { columns, tableOf, words } from "../reports/table.ts";

/** A checkbox for each; at first those on the GPU are ticked, or the CPU's where there is none. */
export function showEntries(place: HTMLElement, entries: readonly Entry[], gpu: boolean): void {
  for (const on of new Set(entries.map((entry) => entry.on))) {
    place.append(make("h3", on));
    for (const { id, name } of entries.filter((entry) => entry.on === on)) {
      const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "contender", value: id });
      box.disabled = on === "GPU" && !gpu;
      box.checked = gpu ? on === "GPU" : on === "CPU, all threads";
      const label = document.createElement("label");
      label.append(box, ` ${name}`);
      place.append(label);
    }
  }
}

export function showCases(place: HTMLElement, cases: readonly Case[]): void {
  place.replaceChildren(...cases.flatMap((one) => [make("h2", titleOf(one)), tableFor(one), plotFor(one, place)]));
}

function tableFor(one: Case): HTMLElement {
  const { head, rows } = tableOf(one, columns.slice(1)); // the processor heads a group of rows
  const table = document.createElement("table");
  const kinds = head.map((name) => (words.has(name) ? "words" : ""));
  const heads = table.createTHead().insertRow();
  heads.append(...head.map((name, at) => Object.assign(make("th", name, kinds[at]), { scope: "col" })));
  const body = table.createTBody();
  rows.forEach((cells, at) => {
    const on = one.results[at]?.on ?? "";
    if (on !== one.results[at - 1]?.on) body.insertRow().append(Object.assign(make("th", on, "words group"), { colSpan: head.length, scope: "rowgroup" }));
    const row = body.insertRow();
    row.className = one.results[at]?.name === "camlucida" ? "ours" : "";
    row.append(...cells.map((cell, column) => make("td", cell, kinds[column])));
  });
  const scroll = make("div", "", "scroll");
  scroll.tabIndex = 0; // a keyboard can scroll it
  scroll.setAttribute("role", "region");
  scroll.setAttribute("aria-label", titleOf(one));
  scroll.append(table);
  return scroll;
}

function plotFor(one: Case, place: HTMLElement): HTMLElement {
  const plot = make("div", "", "plot");
  if (one.results.some(({ times }) => times.length > 0)) plot.innerHTML = plotOf([one], Math.min(760, place.clientWidth)); // our own text, escaped there
  return plot;
}

function make(tag: string, content: string, kind = ""): HTMLElement {
  const node = document.createElement(tag);
  node.textContent = content;
  node.className = kind;
  return node;
}
