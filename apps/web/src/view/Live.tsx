// Live video: where it comes from, and the moving picture with the map over it. Frames go to the engine, which draws
// them on the canvas that it was given.
import { useEffect, useRef, useState } from "preact/hooks";
import type { LiveStyle } from "../engine/protocol.ts";
import { loopOver, openCamera, play, type Rate, rateMeter, stillOf } from "../live/video.ts";
import type { Page } from "../page/page.ts";
import { SourceMark, SourceMarks } from "../sources/SourceMark.tsx";
import { percent, perSecond } from "../text/language.ts";
import { Choice, FileButton } from "./controls.tsx";

export function Live({ page }: { readonly page: Page }) {
  const words = page.text.value.live;
  const { marks } = page.text.value.sources;
  const [playing, setPlaying] = useState<{ readonly source: VideoSource; readonly turn: number } | undefined>(undefined);
  /** With a player of its own every time: a canvas can be handed over only once. */
  const begin = (source: VideoSource): void => setPlaying((before) => ({ source, turn: (before?.turn ?? 0) + 1 }));
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
      {page.model.value?.hasClassMaps === false && <p class="note">{words.gradCam}</p>}
      <div class="row">
        <button type="button" class="primary" disabled={!ready} onClick={() => void openCamera().then((stream) => begin({ stream }), page.report)}>{words.camera}</button>
        <FileButton accept="video/*" label={words.file} disabled={!ready} choose={([file]) => { if (file) begin({ file }); }} />
        {source && <button type="button" onClick={stop}>{words.stop}</button>}
      </div>
      <SourceMarks page={page}>
        <SourceMark page={page} path="packages/cam/src/live/graphs.ts" name="overlayGraph">{marks.picture}</SourceMark>
        <SourceMark page={page} path="packages/cam/src/live/screen.ts" name="openScreen">{marks.screen}</SourceMark>
        <SourceMark page={page} path="packages/cam/src/live/live_network.ts" name="openLiveNetwork">{marks.pass}</SourceMark>
        <SourceMark page={page} path="apps/web/src/live/video.ts" name="rateMeter">{marks.rate}</SourceMark>
      </SourceMarks>
      {playing && ready && <Player key={playing.turn} page={page} source={playing.source} again={() => begin(playing.source)} stop={stop} />}
    </section>
  );
}

type VideoSource = { readonly stream: MediaStream } | { readonly file: File };

interface PlayerProps {
  readonly page: Page;
  readonly source: VideoSource;
  again(): void; // with another canvas
  stop(): void;
}

const NAMES = 3; // of the most probable classes
const NAMING = 500; // ms from one small readback to the next

function Player({ page, source, again, stop }: PlayerProps) {
  const words = page.text.value.live;
  const [canvas, video, stage] = [useRef<HTMLCanvasElement>(null), useRef<HTMLVideoElement>(null), useRef<HTMLDivElement>(null)];
  const [rate, setRate] = useState<Rate>({ frames: 0, perSecond: 0, milliseconds: 0 });
  const [naming, setNaming] = useState(true);
  const [names, setNames] = useState<readonly { readonly classIndex: number; readonly probability: number }[]>([]);
  const style = liveStyleOf(page);
  const gone = useRef(false);
  /** The first failure decides: those after it come of the same cause. */
  const fail = (error: unknown): void => {
    if (gone.current) return;
    gone.current = true;
    if ((error as { readonly code?: string }).code === "live-interrupted") return again();
    page.report(error, "file" in source ? source.file.name : undefined);
    stop();
  };
  useEffect(() => stage.current?.scrollIntoView({ block: "nearest" }), []); // whoever starts it wants to see it
  useEffect(() => {
    const { engine } = page.client;
    if (!canvas.current || !video.current) return;
    const element = video.current;
    const close = openSource(element, source);
    const clock = rateMeter();
    const started = engine.liveStart(canvas.current.transferControlToOffscreen(), page.settings.value.framing, style);
    let loop = { stop: (): void => undefined };
    void Promise.all([started, play(element)]).then(() => {
      if (gone.current) return;
      loop = loopOver(element, async (frame) => {
        const taken = performance.now();
        await engine.liveFrame(frame, undefined);
        setRate(clock(performance.now() - taken));
      }, fail);
    }, fail);
    return () => {
      gone.current = true;
      loop.stop();
      close();
      void engine.liveStop().catch(() => undefined); // a worker that is gone shows nothing
    };
  }, [source]);
  useEffect(() => {
    if (rate.frames > 0) void page.client.engine.liveStyle(style).catch(fail);
  }, [style.view, style.colours, style.opacity]);
  const begun = rate.frames > 0;
  useEffect(() => {
    if (!naming || !begun) return setNames([]);
    const timer = setInterval(() => void page.client.engine.liveRanking().then((found) => { if (found.length > 0) setNames(found); }, fail), NAMING);
    return () => clearInterval(timer);
  }, [naming, begun]);
  const inspect = async (): Promise<void> => {
    if (!video.current) return;
    const file = await stillOf(video.current);
    stop();
    page.mode.value = "photo";
    await page.showFile(file, "frame.png");
  };
  const views = page.text.value.view.views;
  return (
    <div class="live-stage" ref={stage}>
      <canvas ref={canvas} width={640} height={480} role="img" aria-label={words.video} />
      <video ref={video} muted playsInline loop class="unseen" aria-hidden="true" tabIndex={-1} />
      <p class="note" data-frames={rate.frames}>{words.rate(perSecond(rate.perSecond), rate.milliseconds.toFixed(0))}</p>
      <ul class="live-names">{names.slice(0, NAMES).map(({ classIndex, probability }) => <li key={classIndex}>{page.model.value?.labels[classIndex]} {percent(probability)}</li>)}</ul>
      <div class="row">
        <button type="button" class="primary" onClick={() => void inspect().catch(page.report)}>{words.pause}</button>
        <Choice label={page.text.value.view.view} value={style.view} choices={(["signed", "positive", "minmax"] as const).map((name) => [name, views[name]])} choose={(view) => page.set({ view, colours: undefined, opacity: undefined })} />
        <label class="check"><input type="checkbox" checked={naming} onChange={({ currentTarget }) => setNaming(currentTarget.checked)} /> {words.naming}</label>
      </div>
    </div>
  );
}

/** @returns what releases it */
function openSource(video: HTMLVideoElement, source: VideoSource): () => void {
  if ("stream" in source) {
    video.srcObject = source.stream;
    return () => { video.srcObject = null; };
  }
  const url = URL.createObjectURL(source.file);
  video.src = url;
  return () => URL.revokeObjectURL(url);
}

function liveStyleOf(page: Page): LiveStyle {
  const { view, colours, opacity } = page.style.value;
  return { view: view === "article" ? "minmax" : view, colours, opacity };
}
