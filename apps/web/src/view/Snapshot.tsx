// A photograph from the camera.
import { useEffect, useRef } from "preact/hooks";
import { openCamera, stillOf } from "../live/camera.ts";
import type { Page } from "../page/page.ts";

export function Snapshot({ page, done }: { readonly page: Page; done(): void }) {
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
