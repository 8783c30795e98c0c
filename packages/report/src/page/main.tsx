// The report's page starts here: the data stand in the page itself.
import { render } from "preact";
import type { ReportData } from "../data/report_data.ts";
import { App } from "./App.tsx";
import { reportOf } from "./state/report.ts";
import { createState, windowBar } from "./state/state.ts";

const place = document.getElementById("page") as HTMLElement;
place.replaceChildren(); // what is there for browsers without scripts
const data = JSON.parse(document.getElementById("data")?.textContent ?? "null") as ReportData;
if (data.form === 1) {
  document.title = [...data.origin.models.map(({ name }) => name), "camlucida report"].join(" · ");
  render(<App state={createState(reportOf(data), windowBar)} />, place);
} else render(<p>This report was written by another version of camlucida than its page. Make it again: <code>npx camlucida report results.jsonl --out DIR</code></p>, place);
