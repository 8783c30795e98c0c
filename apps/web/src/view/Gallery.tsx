// Where pictures come from: a file, the camera, the clipboard, the samples.
import { useEffect, useRef, useState } from "preact/hooks";
import { openCamera, stillOf } from "../live/video.ts";
import type { Page } from "../page/page.ts";
import { FileButton } from "./controls.tsx";

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

/** A photograph from the camera. */
function Snapshot({ page, done }: { readonly page: Page; done(): void }) {
  const { snap, cancel, viewfinder } = page.text.value.photo;
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    let stop = (): void => undefined;
    let gone = false;
    openCamera().then((stream) => {
      stop = () => stream.getTracks().forEach((track) => track.stop());
      if (gone || !video.current) return stop();
      video.current.srcObject = stream;
      void video.current.play();
    }).catch((error: unknown) => {
      page.report(error);
      done();
    });
    return () => {
      gone = true;
      stop();
    };
  }, []);
  const take = async (): Promise<void> => {
    if (!video.current) return;
    const file = await stillOf(video.current);
    done();
    await page.showFile(file, "camera.png");
  };
  return (
    <div class="snapshot">
      <video ref={video} muted playsInline aria-label={viewfinder} />
      <div class="row">
        <button type="button" class="primary" onClick={() => void take()}>{snap}</button>
        <button type="button" onClick={done}>{cancel}</button>
      </div>
    </div>
  );
}
