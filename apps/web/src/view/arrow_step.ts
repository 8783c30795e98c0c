// What an arrow key asks for: so far to the side, so far down.

const directions: Readonly<Record<string, readonly [x: number, y: number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @param step what one press moves by; @param stride with Shift; @returns undefined for any other key */
export function arrowStep({ key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">, step: number, stride: number): [x: number, y: number] | undefined {
  const direction = directions[key];
  const length = shiftKey ? stride : step;
  return direction && [direction[0] * length, direction[1] * length];
}
