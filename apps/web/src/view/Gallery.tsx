// Where pictures come from: a file, the camera, the clipboard, the samples.
import { useState } from "preact/hooks";
import type { Page } from "../page/page.ts";
import { FileButton } from "./controls.tsx";
import { Snapshot } from "./Snapshot.tsx";

export function Gallery({ page }: { readonly page: Page }) {
  const { photo: words } = page.text.value;
  const [snapping, setSnapping] = useState(false);
  const chosen = page.settings.value.sample;
  return (
    <section class="panel gallery" aria-labelledby="photo-title">
      <h2 id="photo-title">{page.text.value.sections.photo}</h2>
      <div class="gallery-row">
        <div class="row">
          <FileButton accept="image/*" label={words.choose} primary choose={([file]) => { if (file) void page.showFile(file, file.name); }} />
          {"mediaDevices" in navigator && <button type="button" onClick={() => setSnapping(!snapping)} aria-expanded={snapping}>{words.camera}</button>}
        </div>
        <ul class="samples">
          {page.gallery.value?.samples.map((sample) => (
            <li key={sample.name}>
              <button type="button" class="sample" aria-pressed={chosen === sample.name} onClick={() => void page.showSample(sample)}>
                <img src={`samples/${sample.file}`} alt={words.sample(sample.title)} title={`${sample.title}. ${sample.credit}`} width={sample.width} height={sample.height} />
              </button>
            </li>
          ))}
        </ul>
      </div>
      <p class="note" role="status">{page.gone.value === undefined ? words.drop : words.gone(page.gone.value)}</p>
      {snapping && <Snapshot page={page} done={() => setSnapping(false)} />}
    </section>
  );
}
