// The camera or a video file, with the map over the moving picture.
import { useEffect, useRef, useState } from "preact/hooks";
import type { LiveLook } from "../engine/protocol.ts";
import { openCamera } from "../live/camera.ts";
import { loopOver } from "../live/video_loop.ts";
import { percent, type Page } from "../page/page.ts";
import { Choice } from "./Choice.tsx";
import { FileButton } from "./FileButton.tsx";

type Source = { readonly stream: MediaStream } | { readonly file: File };

export function Live({ page }: { readonly page: Page }) {
  const words = page.text.value.live;
  const [playing, play] = useState<{ readonly source: Source; readonly number: number } | undefined>(undefined);
  const start = (source: Source): void => play((before) => ({ source, number: (before?.number ?? 0) + 1 }));
  const ready = page.model.value !== undefined;
  return (
    <section class="panel live" aria-labelledby="live-title">
      <h2 id="live-title">{page.text.value.modes.live}</h2>
      {!ready && <p class="note">{words.needsModel}</p>}
      <div class="row">
        <button type="button" class="primary" disabled={!ready} onClick={() => void openCamera().then((stream) => start({ stream }), page.report)}>{words.camera}</button>
        <FileButton accept="video/*" label={words.file} disabled={!ready} choose={([file]) => { if (file) start({ file }); }} />
        {playing && <button type="button" onClick={() => play(undefined)}>{words.stop}</button>}
      </div>
      {playing && ready && <Player key={playing.number} page={page} source={playing.source} stop={() => play(undefined)} />}
    </section>
  );
}

interface Rate {
  readonly frames: number;
  readonly perSecond: number;
  readonly milliseconds: number; // of the last frame, from its being taken to its being shown
}

function Player({ page, source, stop }: { readonly page: Page; readonly source: Source; stop(): void }) {
  const words = page.text.value.live;
  const [canvas, video] = [useRef<HTMLCanvasElement>(null), useRef<HTMLVideoElement>(null)];
  const [rate, setRate] = useState<Rate>({ frames: 0, perSecond: 0, milliseconds: 0 });
  const [naming, setNaming] = useState(true);
  const [names, setNames] = useState<readonly { readonly classIndex: number; readonly probability: number }[]>([]);
  const look = lookOf(page);
  useEffect(() => {
    const { engine } = page.client;
    if (!canvas.current || !video.current) return;
    const element = video.current;
    const url = "file" in source ? URL.createObjectURL(source.file) : undefined;
    if ("stream" in source) element.srcObject = source.stream;
    else element.src = url ?? "";
    const clock = rateMeter();
    const started = engine.liveStart(canvas.current.transferControlToOffscreen(), page.settings.value.framing, look);
    const fail = (error: unknown): void => {
      page.report(error);
      stop();
    };
    let loop = { stop: (): void => undefined };
    void Promise.all([started, element.play()]).then(() => {
      loop = loopOver(element, async (frame) => {
        const taken = performance.now();
        await engine.liveFrame(frame, undefined);
        setRate(clock(performance.now() - taken));
      }, fail);
    }, fail);
    return () => {
      loop.stop();
      if ("stream" in source) source.stream.getTracks().forEach((track) => track.stop());
      if (url) URL.revokeObjectURL(url);
      void engine.liveStop().catch(() => undefined); // a worker that is gone shows nothing
    };
  }, [source]);
  useEffect(() => {
    if (rate.frames > 0) void page.client.engine.liveLook(look).catch(page.report);
  }, [look.view, look.colours, look.opacity]);
  useEffect(() => {
    if (!naming) return setNames([]);
    const timer = setInterval(() => void page.client.engine.liveRanking().then(setNames, () => undefined), 500); // before the first frame there is none
    return () => clearInterval(timer);
  }, [naming]);
  const inspect = async (): Promise<void> => {
    if (!video.current) return;
    const still = new OffscreenCanvas(video.current.videoWidth, video.current.videoHeight);
    still.getContext("2d")?.drawImage(video.current, 0, 0);
    const file = await still.convertToBlob({ type: "image/png" });
    stop();
    page.mode.value = "photo";
    await page.showFile(file, "frame.png");
  };
  const views = page.text.value.view.views;
  return (
    <div class="live-stage">
      <canvas ref={canvas} width={640} height={480} role="img" aria-label={words.video} />
      <video ref={video} muted playsInline loop class="unseen" aria-hidden="true" tabIndex={-1} />
      <p class="note" data-frames={rate.frames}>{words.rate(rate.perSecond.toFixed(1), rate.milliseconds.toFixed(0))}</p>
      <ul class="live-names">{names.slice(0, 3).map(({ classIndex, probability }) => <li key={classIndex}>{page.model.value?.labels[classIndex]} {percent(probability)}</li>)}</ul>
      <div class="row">
        <button type="button" class="primary" onClick={() => void inspect().catch(page.report)}>{words.pause}</button>
        <Choice label={page.text.value.view.view} value={look.view} choices={(["signed", "positive", "minmax"] as const).map((name) => [name, views[name]])} choose={(view) => page.set({ view, colours: undefined, opacity: undefined })} />
        <label class="check"><input type="checkbox" checked={naming} onChange={({ currentTarget }) => setNaming(currentTarget.checked)} /> {words.naming}</label>
      </div>
    </div>
  );
}

function lookOf(page: Page): LiveLook {
  const { view, colours, opacity } = page.look.value;
  return { view: view === "article" ? "minmax" : view, colours, opacity };
}

/** Counts frames over the last second. */
function rateMeter(): (milliseconds: number) => Rate {
  const shown: number[] = []; // when, ms
  let frames = 0;
  return (milliseconds) => {
    const now = performance.now();
    shown.push(now);
    frames++;
    while ((shown[0] ?? now) < now - 1000) shown.shift();
    return { frames, perSecond: shown.length, milliseconds };
  };
}
