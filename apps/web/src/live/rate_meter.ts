// How fast frames come.

export interface Rate {
  readonly frames: number; // in all
  readonly perSecond: number; // over the last second
  readonly milliseconds: number; // of the last frame, from its being taken to its being shown
}

/** Told of every frame that has been shown. @param now ms */
export function rateMeter(now: () => number = () => performance.now()): (milliseconds: number) => Rate {
  const shown: number[] = []; // when, ms
  let frames = 0;
  return (milliseconds) => {
    const at = now();
    shown.push(at);
    frames++;
    while ((shown[0] ?? at) < at - 1000) shown.shift();
    return { frames, perSecond: shown.length, milliseconds };
  };
}
