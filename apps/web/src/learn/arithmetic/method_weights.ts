// What the methods of chapter 10 make of a layer's features A and their gradient g, a channel at a time.
//
//   Grad-CAM  mean(g_k)     XGrad-CAM  Σ g_k·A_k / S_k     Grad-CAM++  Σ where g_k > 0 of g_k / (2 + S_k·g_k),     S_k = Σ A_k
//
// Shapes    A, g [P, K], P positions.

/** A channel's weight by each method that has one for all cells. */
export interface ChannelWeights {
  readonly "grad-cam": number;
  readonly "grad-cam++": number;
  readonly "xgrad-cam": number;
}

export function channelWeights(features: Float32Array, gradient: Float32Array, channels: number, channel: number): ChannelWeights {
  const positions = features.length / channels;
  let [active, sum, product] = [0, 0, 0];
  for (let at = channel; at < features.length; at += channels) {
    active += features[at] as number;
    sum += gradient[at] as number;
    product += (features[at] as number) * (gradient[at] as number);
  }
  let plus = 0;
  for (let at = channel; at < gradient.length; at += channels) {
    const g = gradient[at] as number;
    if (g > 0) plus += g / (2 + active * g);
  }
  return { "grad-cam": sum / positions, "grad-cam++": plus, "xgrad-cam": active === 0 ? 0 : product / active };
}

/** Channels that any method listens to most: by their weights, each as a share of that method's largest. @param weights [K] of each method */
export function loudestChannels(weights: readonly Float32Array[], count: number): readonly number[] {
  const most = weights.map((own) => own.reduce((high, value) => Math.max(high, Math.abs(value)), 0) || 1);
  const loudness = (channel: number): number => Math.max(...weights.map((own, method) => Math.abs(own[channel] as number) / (most[method] as number)));
  return Array.from({ length: weights[0]?.length ?? 0 }, (_, channel) => channel).toSorted((a, b) => loudness(b) - loudness(a)).slice(0, count);
}

/** By how much two maps differ at most, as a share of the strongest number in either; `factor` times b is compared. */
export function largestShare(a: Float32Array, b: Float32Array, factor = 1): number {
  let [difference, most] = [0, 0];
  a.forEach((value, at) => {
    const other = (b[at] as number) * factor;
    difference = Math.max(difference, Math.abs(value - other));
    most = Math.max(most, Math.abs(value), Math.abs(other));
  });
  return most === 0 ? 0 : difference / most;
}

/** Pearson's correlation; undefined where one of them is the same everywhere. */
export function correlationOf(a: ArrayLike<number>, b: ArrayLike<number>): number | undefined {
  const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
  const [ofA, ofB] = [mean(a), mean(b)];
  let [both, own, other] = [0, 0, 0];
  for (let at = 0; at < a.length; at++) {
    const [x, y] = [(a[at] as number) - ofA, (b[at] as number) - ofB];
    both += x * y;
    own += x * x;
    other += y * y;
  }
  return own === 0 || other === 0 ? undefined : both / Math.sqrt(own * other);
}
