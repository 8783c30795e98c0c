// The page: what the form says is measured, each contender in a worker, and the tables fill in as it goes.
import { entries, type Entry } from "../contenders/index.ts";
import { type Chosen, type Guest, measureCases } from "../measure.ts";
import { type Case, machineOf, titleOf } from "../reports/case.ts";
import type { GuestAnswer, ModelName, Task } from "../contender.ts";
import { plotOf } from "../reports/plot.ts";
import { columns, tableOf, words } from "../reports/table.ts";

declare global {
  /** For who drives the page: bench/browser.mjs. */
  var measureCases: (chosen: Chosen) => Promise<Case[]>;
}

const element = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const [form, doing, results] = [element<HTMLFormElement>("choice"), element("doing"), element("results")];
const machine = await machineOf("Chromium");
const [go, download] = [element<HTMLButtonElement>("go"), element<HTMLAnchorElement>("download")];

async function measureAndShow(chosen: Chosen): Promise<Case[]> {
  const done: Case[] = [];
  const cases = await measureCases(machine, chosen, workerGuest, (said, soFar) => {
    doing.textContent = said;
    console.log(said);
    const last = done.at(-1);
    if (last?.date === soFar.date) done.pop();
    done.push(soFar);
    showCases(results, done);
  });
  download.href = URL.createObjectURL(new Blob([JSON.stringify(cases, null, 1)], { type: "application/json" }));
  download.hidden = false;
  return cases;
}

function chosenInForm(): Chosen {
  const data = new FormData(form);
  const all = (name: string): string[] => data.getAll(name).map(String);
  return {
    models: all("model") as ModelName[], tasks: all("task") as Task[], batches: all("batch").map(Number),
    rounds: Number(data.get("rounds")), contenders: all("contender"),
  };
}

async function submitted(): Promise<void> {
  const chosen = chosenInForm();
  const missing = chosen.contenders.length === 0 ? "an engine" : chosen.tasks.length === 0 ? "what to measure" : chosen.tasks.includes("forward") && chosen.batches.length === 0 ? "a number of images" : undefined;
  doing.classList.toggle("wrong", missing !== undefined);
  if (missing !== undefined) {
    doing.textContent = `Choose ${missing} first.`;
    return;
  }
  go.disabled = true;
  download.hidden = true;
  try {
    await measureAndShow(chosen);
  } catch (error) {
    doing.classList.add("wrong");
    doing.textContent = String(error);
  } finally {
    go.disabled = false;
  }
}

globalThis.measureCases = measureAndShow;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  void submitted();
});
showEntries(element("entries"), entries.filter(({ runtimes }) => runtimes.includes("Chromium")), machine.adapter !== "no WebGPU");
element("machine").textContent = machine.adapter === "no WebGPU"
  ? "This browser has no WebGPU: only the CPU can be measured."
  : `${machine.adapter}, ${machine.cores} cores, ${machine.agent}`;

/** A checkbox for each; at first those on the GPU are ticked, or the CPU's where there is none. */
function showEntries(place: HTMLElement, entries: readonly Entry[], gpu: boolean): void {
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

function showCases(place: HTMLElement, cases: readonly Case[]): void {
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

/** A contender in a worker of the page: what it loads, holds or breaks stays there. */
function workerGuest(): Guest {
  const worker = new Worker(new URL("../host_worker.ts", import.meta.url), { type: "module" });
  return {
    ask: async (ask) => {
      const answer = await new Promise<GuestAnswer>((resolve) => {
        worker.onmessage = ({ data }: MessageEvent<GuestAnswer>) => resolve(data);
        worker.onerror = ({ message }) => resolve({ failure: message || "its worker did not start" });
        worker.postMessage(ask);
      });
      if ("failure" in answer) throw new Error(answer.failure);
      return answer as never;
    },
    close: () => worker.terminate(),
  };
}
