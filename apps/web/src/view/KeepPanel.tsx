// The picture, the map and the numbers as files; the settings as a link.
import { encodeNpy } from "@camlucida/cam";
import { useState } from "preact/hooks";
import { reportOf } from "../page/report.ts";
import { methodNamed } from "../page/method.ts";
import type { Page } from "../page/page.ts";

export function KeepPanel({ page }: { readonly page: Page }) {
  const words = page.text.value.keep;
  const [copied, setCopied] = useState(false);
  const { photo, map, look, model, target, shownMethod } = page;
  const [shown, drawn] = [photo.value, map.value];
  const able = shown?.sight !== undefined && drawn !== undefined;
  const { title, aboutClass } = methodNamed(shownMethod.value);
  const subject = aboutClass ? page.labelOf(target.value.classIndex) : title;
  const name = `${shown?.name.replace(/\.[^.]*$/, "") ?? "map"}.${subject.replace(/[^\p{L}\p{N}]+/gu, "-").toLowerCase()}`;
  const keep = (ending: string, make: () => Promise<Blob> | Blob): void => void (async () => save(`${name}.${ending}`, await make()))().catch(page.report);
  return (
    <section class="panel" aria-labelledby="keep-title">
      <h2 id="keep-title">{page.text.value.sections.keep}</h2>
      <div class="row">
        <button type="button" disabled={!able || !model.value} onClick={() => { if (drawn) keep("cam.png", () => page.client.engine.picture(drawn, look.value)); }}>{words.png}</button>
        <button type="button" disabled={!able} onClick={() => { if (drawn) keep("npy", () => new Blob([encodeNpy(drawn.values, [drawn.height, drawn.width]) as Uint8Array<ArrayBuffer>])); }}>{words.npy}</button>
        <button type="button" disabled={!able} onClick={() => keep("json", () => new Blob([`${JSON.stringify(reportOf(page), undefined, 2)}\n`], { type: "application/json" }))}>{words.json}</button>
        <button type="button" onClick={() => void navigator.clipboard.writeText(location.href).then(() => setCopied(true), page.report)}>{words.link}</button>
      </div>
      <p class="note" role="status">{copied ? words.copied : ""}</p>
    </section>
  );
}

function save(name: string, file: Blob): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // the browser reads it after the click
}
