// The page: what the form says is measured, and the tables fill in as it goes.
import { measureCases, type Chosen } from "../cases.ts";
import { entries } from "../contenders/index.ts";
import { machineOf } from "../machine.ts";
import type { ModelName } from "../network.ts";
import type { Task } from "../protocol.ts";
import type { Case } from "../reports/case.ts";
import { workerGuest } from "../worker_guest.ts";
import { showCases, showEntries } from "./show.ts";

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
