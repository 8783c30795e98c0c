// Live video: where it comes from.
import { useEffect, useState } from "preact/hooks";
import { openCamera } from "../live/camera.ts";
import type { Page } from "../page/page.ts";
import { FileButton } from "./controls.tsx";
import { Player, type VideoSource } from "./Player.tsx";

export function Live({ page }: { readonly page: Page }) {
  const words = page.text.value.live;
  const [playing, setPlaying] = useState<{ readonly source: VideoSource; readonly turn: number } | undefined>(undefined);
  /** With a player of its own every time: a canvas can be handed over only once. */
  const play = (source: VideoSource): void => setPlaying((before) => ({ source, turn: (before?.turn ?? 0) + 1 }));
  const stop = (): void => setPlaying(undefined);
  const source = playing?.source;
  const ready = page.model.value !== undefined;
  useEffect(() => () => {
    if (source && "stream" in source) source.stream.getTracks().forEach((track) => track.stop());
  }, [source]);
  return (
    <section class="panel live" aria-labelledby="live-title">
      <h2 id="live-title">{page.text.value.modes.live}</h2>
      {!ready && <p class="note">{words.needsModel}</p>}
      <div class="row">
        <button type="button" class="primary" disabled={!ready} onClick={() => void openCamera().then((stream) => play({ stream }), page.report)}>{words.camera}</button>
        <FileButton accept="video/*" label={words.file} disabled={!ready} choose={([file]) => { if (file) play({ file }); }} />
        {source && <button type="button" onClick={stop}>{words.stop}</button>}
      </div>
      {playing && ready && <Player key={playing.turn} page={page} source={playing.source} again={() => play(playing.source)} stop={stop} />}
    </section>
  );
}
