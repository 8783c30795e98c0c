// Frames of a playing video, one at a time: the next is taken when the one before it has been shown, so none waits in a queue.

export interface VideoLoop {
  stop(): void;
}

/** @param show takes each frame, which it is given for good; rejects to end the loop */
export function loopOver(video: HTMLVideoElement, show: (frame: ImageBitmap) => Promise<void>, onError: (error: unknown) => void): VideoLoop {
  let running = true;
  const next = async (): Promise<void> => {
    if (!running) return;
    try {
      if (video.videoWidth > 0) await show(await createImageBitmap(video));
    } catch (error) {
      if (running) onError(error);
      running = false;
    }
    if (running) video.requestVideoFrameCallback(() => void next());
  };
  void next();
  return { stop: () => { running = false; } };
}
