// A gradient held against what the logit does when one number is changed: by h less and by h more.
//
//   (f(x + h) − f(x − h)) / 2h  →  ∂f/∂x
//
// Between the gates of its ReLUs a network is a straight line in each of its numbers, so that the two agree whatever h is. They differ
// where a gate turns between x − h and x + h: the line has a bend there, and rises otherwise on its two sides. And they differ where h is
// so small that the logits agree in nearly all of float32's digits: rounding is what is left.

/** The logit at x − h, x and x + h. */
export interface Tried {
  readonly h: number;
  readonly below: number;
  readonly at: number;
  readonly above: number;
}

export interface HeldAgainst {
  readonly quotient: number; // (f(x + h) − f(x − h)) / 2h
  readonly left: number; //  the slope from x − h to x
  readonly right: number; // the slope from x to x + h
  readonly difference: number; // of quotient and gradient
  readonly relative: number; // to the larger of both, 0 where both are 0
  readonly rounding: number; // by how much rounding alone may change the quotient
  readonly verdict: "agrees" | "rounding" | "bend" | "differs"; // "differs": for no reason that is known here
}

/** Half of the distance of two numbers of float32, relative to their size. */
const HALF_STEP = 2 ** -24;

/** Rounded sums behind each other through which a change goes until it is a logit: their errors add up as random ones do. */
const ROUNDINGS = 8;

/** What counts as agreement beside rounding: relative to the gradient. */
const CLOSE = 1e-3;

export function heldAgainst(gradient: number, { h, below, at, above }: Tried): HeldAgainst {
  const quotient = (above - below) / (2 * h);
  const difference = quotient - gradient;
  const most = Math.max(Math.abs(quotient), Math.abs(gradient));
  const rounding = (ROUNDINGS * HALF_STEP * Math.max(Math.abs(above), Math.abs(below), 1)) / h;
  const slopes = { left: (at - below) / h, right: (above - at) / h };
  const isBent = Math.abs(slopes.right - slopes.left) > 4 * rounding + CLOSE * most;
  const isApart = Math.abs(difference) > rounding + CLOSE * most;
  const verdict = isBent ? "bend" : isApart ? "differs" : rounding > 0.1 * most ? "rounding" : "agrees";
  return { quotient, ...slopes, difference, relative: most === 0 ? 0 : Math.abs(difference) / most, rounding, verdict };
}
