// How fast frames come, of slow ones too: a frame that took three seconds is no frame a second.

export interface Rate {
  readonly frames: number; // in all
  readonly perSecond: number; // over the last second, or since the frame before the last where that is longer ago; 0 before the first
  readonly milliseconds: number; // of the last frame, from its being taken to its being shown
}

const WINDOW = 1000; // ms

/** Told of every frame that has been shown. @param now ms */
export function rateMeter(now: () => number = () => performance.now()): (milliseconds: number) => Rate {
  const shown: number[] = []; // when, ms: the frames of the window, and the one before
  let frames = 0;
  return (milliseconds) => {
    const at = now();
    if (frames++ === 0) shown.push(at - milliseconds); // the first has none before it: its own time is the best that is known
    shown.push(at);
    while ((shown[1] ?? at) <= at - WINDOW) shown.shift();
    const elapsed = at - (shown[0] as number);
    return { frames, perSecond: elapsed > 0 ? (1000 * (shown.length - 1)) / elapsed : 0, milliseconds };
  };
}
