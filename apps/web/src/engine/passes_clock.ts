/**
 * How long the passes that remain will take, in ms: each as long as those before took on average; before the first, as long as a
 * whole forward pass. @param forward ms of one
 */
export function passesClock(forward: number, now: () => number = () => performance.now()): (done: number, total: number) => number {
  let began = now();
  return (done, total) => {
    if (done === 0) began = now();
    return (total - done) * (done === 0 ? forward : (now() - began) / done);
  };
}
