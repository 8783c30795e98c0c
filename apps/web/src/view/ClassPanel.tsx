// What the network sees: the most probable classes, any other, and two of them against each other.
import { methodNamed, probabilityFunction } from "@camlucida/cam";
import { useState } from "preact/hooks";
import type { Page } from "../page/page.ts";
import { SourceMark, SourceMarks } from "../sources/SourceMark.tsx";
import { whyNothing } from "./controls.tsx";
import { percent } from "../text/language.ts";

export function ClassPanel({ page }: { readonly page: Page }) {
  const { text, photo } = page;
  const prediction = photo.value?.prediction;
  const { top, compareHint, pinned: pinnedTitle, sameForAll, sigmoid } = text.value.classes;
  const { marks } = text.value.sources;
  const { title, aboutClass } = methodNamed(page.shownMethod.value);
  const pinned = page.pinned.value;
  return (
    <section class={prediction ? "panel" : "panel classes-waiting"} aria-labelledby="classes-title">
      <h2 id="classes-title">{text.value.sections.classes}</h2>
      {prediction && <Origin page={page} />}
      {!prediction && <p class="note">{whyNothing(page)}</p>}
      {prediction && !aboutClass && <p class="note">{sameForAll(title)}</p>}
      {prediction && <h3>{top}</h3>}
      {prediction && probabilityFunction(prediction.logits.length) === "sigmoid" && <p class="note">{sigmoid}</p>}
      {prediction && <ul class="classes">{prediction.ranking.map((index) => <ClassRow key={index} page={page} index={index} />)}</ul>}
      {prediction && (
        <SourceMarks page={page}>
          <SourceMark page={page} path="packages/cam/src/network/prediction.ts" name="probabilitiesIn">{marks.probability}</SourceMark>
          <SourceMark page={page} path="packages/tensor/src/ops/linear/linear.ts" name="linear">{marks.logit}</SourceMark>
          <SourceMark page={page} path="packages/tensor/src/ops/top_k/top_k.wgsl" name="main">{marks.ranking}</SourceMark>
        </SourceMarks>
      )}
      {prediction && <Search page={page} />}
      {prediction && <h3>{pinnedTitle}</h3>}
      {prediction && (pinned.length === 0 ? <p class="note">{compareHint}</p> : <ul class="classes">{pinned.map((index) => <ClassRow key={index} page={page} index={index} />)}</ul>)}
      {prediction && aboutClass && <Contrast page={page} />}
    </section>
  );
}

/** By whom it was seen, and when. */
function Origin({ page: { photo, model, text } }: { readonly page: Page }) {
  const by = photo.value?.by;
  return <p class={by === undefined ? "note origin" : "note origin precomputed"}>{by === undefined ? text.value.computedHere(model.value?.name ?? "") : text.value.precomputed(by)}</p>;
}

function ClassRow({ page, index }: { readonly page: Page; readonly index: number }) {
  const { text, photo, hovered, target } = page;
  const prediction = photo.value?.prediction;
  const probability = prediction?.probabilities[index] ?? 0;
  const label = page.labelOf(index);
  const words = text.value.classes;
  const pinned = page.pinned.value;
  const isPinned = pinned.includes(index);
  return (
    <li class="class-row">
      <button type="button" class="class" data-class={index} aria-pressed={target.value.classIndex === index} onClick={() => page.set({ class: index })}
        onPointerEnter={() => { hovered.value = index; }} onPointerLeave={() => { hovered.value = undefined; }} onFocus={() => { hovered.value = index; }} onBlur={() => { hovered.value = undefined; }}>
        <span class="label">{label}</span>
        <span class="numbers">{percent(probability)} <small>{words.logit} {prediction?.logits[index]?.toFixed(2)}</small></span>
        <meter min={0} max={1} value={probability} aria-hidden="true" />
      </button>
      <button type="button" class="pin" aria-pressed={isPinned} aria-label={isPinned ? words.unpin(label) : words.pin(label)}
        onClick={() => page.set({ pinned: isPinned ? pinned.filter((some) => some !== index) : [...pinned, index].slice(-2), class: undefined })}>
        {isPinned ? "★" : "☆"}
      </button>
    </li>
  );
}

const MOST = 12; // of what is found

function Search({ page }: { readonly page: Page }) {
  const [sought, setSought] = useState("");
  const words = page.text.value.classes;
  const logits = page.photo.value?.prediction?.logits;
  const found = sought.trim() === "" ? [] : page.labels.value
    .flatMap((label, index) => (label.toLowerCase().includes(sought.trim().toLowerCase()) || String(index) === sought.trim() ? [index] : []))
    .sort((a, b) => (logits?.[b] ?? 0) - (logits?.[a] ?? 0));
  return (
    <div class="search">
      <label><span>{words.search} ({page.labels.value.length})</span>
        <input type="search" value={sought} onInput={({ currentTarget }) => setSought(currentTarget.value)} autocomplete="off" spellcheck={false} />
      </label>
      {sought.trim() !== "" && <p class="note" role="status">{words.found(found.length)}</p>}
      {found.length > 0 && <ul class="classes">{found.slice(0, MOST).map((index) => <ClassRow key={index} page={page} index={index} />)}</ul>}
    </div>
  );
}

function Contrast({ page }: { readonly page: Page }) {
  const { contrast } = page.settings.value;
  const [first, second] = page.pinned.value;
  if (first === undefined || second === undefined) return null;
  const words = page.text.value.classes;
  return (
    <label class="range">
      <span>{words.contrast(page.labelOf(first), page.labelOf(second))}</span>
      <input type="range" min={0} max={1} step={0.05} value={contrast} aria-label={words.contrastShare} onInput={({ currentTarget }) => page.set({ contrast: Number(currentTarget.value), class: undefined })} />
      <output>{contrast.toFixed(2)}</output>
    </label>
  );
}
