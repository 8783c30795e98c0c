// How alike two maps rank their cells: Spearman's correlation, that of the ranks.
//
//   ρ = Σ (r − r̄)(s − s̄) / √(Σ (r − r̄)² · Σ (s − s̄)²)      1: the same order, 0: none in common, −1: the reverse
//
// Equal values share the mean of their ranks.  Source: Spearman 1904; as Adebayo et al. 2018, arXiv:1810.03292, compare maps.

/** @returns NaN where one of them is the same everywhere */
export function rankCorrelation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [r, s] = [ranksOf(a), ranksOf(b)];
  const mean = (r.length - 1) / 2;
  let [both, ofR, ofS] = [0, 0, 0];
  for (let at = 0; at < r.length; at++) {
    const [x, y] = [(r[at] as number) - mean, (s[at] as number) - mean];
    both += x * y;
    ofR += x * x;
    ofS += y * y;
  }
  return both / Math.sqrt(ofR * ofS);
}

/** 0 for the smallest. */
function ranksOf(values: ArrayLike<number>): Float64Array {
  const order = Array.from({ length: values.length }, (_, at) => at).sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Float64Array(values.length);
  for (let from = 0, to = 0; from < order.length; from = to) {
    while (to < order.length && values[order[to] as number] === values[order[from] as number]) to++;
    for (let at = from; at < to; at++) ranks[order[at] as number] = (from + to - 1) / 2;
  }
  return ranks;
}
