// How much was looked at, how often it was right, and what it takes to do it again.
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Report } from "../state/report.ts";
import type { PageState } from "../state/state.ts";
import { commandOf, count, percent, some } from "../words/words.ts";

export function Summary({ state }: { readonly state: PageState }) {
  const { report } = state;
  return (
    <section id="summary" aria-labelledby="summary-title">
      <h2 id="summary-title" class="unseen">Summary</h2>
      <div class="summary-body">
        <div class="summary-said">
          <Numbers state={state} />
          {!report.truthKnown && <p class="note">Which class each picture is of is not known, so nothing here is called right or wrong. <code>--truth FILE.csv</code> tells it, or folders that are named like the classes.</p>}
          <Failures report={report} />
        </div>
        <Made report={report} />
      </div>
    </section>
  );
}

function Numbers({ state: { report, go, showInGallery } }: { readonly state: PageState }) {
  const { counts, clusters } = report.data;
  const [known, alarms] = [knownAnswers(report), clusters.filter(({ alarm }) => alarm).length];
  return (
    <ul class="numbers">
      <Big value={count(counts.explained)} what={counts.explained === 1 ? "picture explained" : "pictures explained"} />
      {known.all > 0 && <Big value={percent(known.right / known.all)} what={`right: ${count(known.right)} of ${count(known.all)}`} />}
      {known.all > known.right && <Big value={count(known.all - known.right)} what="wrong" press={() => showInGallery({ answer: "wrong" })} />}
      {alarms > 0 && <Big value={count(alarms)} what={alarms === 1 ? "possible shortcut" : "possible shortcuts"} press={() => go({ place: "shortcuts" })} />}
      {counts.failed > 0 && <Big value={count(counts.failed)} what="could not be explained" />}
      {counts.skipped > 0 && <Big value={count(counts.skipped)} what="left out: their results were there already" />}
    </ul>
  );
}

function Made({ report: { data: { groups, origin } } }: { readonly report: Report }) {
  return (
    <div class="panel">
      <h3>How it was made</h3>
      <dl class="facts">
        {origin.models.map(({ name, sha256, classes }) => <Fact key={name} name="Model">{name}, {some(classes, "class", "classes")}{sha256 !== null && <><br /><small>SHA-256 <code>{sha256}</code></small></>}</Fact>)}
        <Fact name="Maps">{groups.map(({ method, layer }) => `${method} at ${layer}`).join(", ")}</Fact>
        <Fact name="Program">camlucida {origin.version}</Fact>
        {origin.devices.length > 0 && <Fact name="Computed on">{origin.devices.map(({ kind, name, pictures }) => `${name} (${kind.toUpperCase()}, ${some(pictures, "picture")})`).join("; ")}</Fact>}
        <Fact name="Which class a picture is of">{truthInWords(origin.truth)}</Fact>
        {origin.runs.map(({ words, shard }, at) => <Fact key={at} name={shard === null ? "To do it again" : `To do it again, part ${shard}`}><Command text={commandOf(words)} /></Fact>)}
      </dl>
      {origin.models.map(({ name, preprocessing }) => <details key={name}><summary>How {name} gets its pictures</summary><pre>{preprocessing}</pre></details>)}
    </div>
  );
}

function Big({ value, what, press }: { readonly value: string; readonly what: string; readonly press?: () => void }) {
  return <li class="big"><strong class="number">{value}</strong> {press ? <button type="button" class="plain" onClick={press}>{what}</button> : <span>{what}</span>}</li>;
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return <div><dt>{name}</dt><dd>{children}</dd></div>;
}

/** Copies itself, where the browser lets it. */
function Command({ text }: { readonly text: string }) {
  const [said, say] = useState("Copy");
  const copy = (): void => void navigator.clipboard.writeText(text).then(() => say("Copied"), () => say("Not allowed here"));
  return <div class="command"><code tabIndex={0}>{text}</code> <button type="button" onClick={copy}>{said}</button></div>;
}

function Failures({ report: { data: { failures, counts } } }: { readonly report: Report }) {
  if (failures.length === 0) return null;
  return (
    <details class="failures">
      <summary>{some(counts.failed, "picture")} could not be explained{failures.length < counts.failed ? `: the first ${count(failures.length)}` : ""}</summary>
      <ul>{failures.map(({ image, message }, at) => <li key={at}><code>{image}</code>: {message}</li>)}</ul>
    </details>
  );
}

function truthInWords(truth: string | null): string {
  if (truth === null) return "not known";
  return truth === "folders" ? "the name of its folder" : `from ${truth}`;
}

export function knownAnswers({ data: { pictures } }: Report): { readonly all: number; readonly right: number } {
  let [all, right] = [0, 0];
  pictures.truth.forEach((truth, picture) => {
    if (truth < 0) return;
    all++;
    if (truth === pictures.predicted[picture]) right++;
  });
  return { all, right };
}
