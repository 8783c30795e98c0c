import type { Method, ScoringContext } from "./method.ts";

/**
 * Ablation-CAM: weight_k = (y − y₋ₖ)/|y|, where y₋ₖ is the score with channel k silenced: one pass through the rest of the
 * network per channel. Divided by |y|, not y: a negative score must not turn the map over. A score of 0 divides by 1.
 * Where the score is linear in A (the last layer, with one linear layer at most behind its mean) y − y₋ₖ = Σ_ij g_k[i,j]·A_k[i,j] without any pass.
 * Source  Desai & Ramaswamy 2020, doi:10.1109/WACV45572.2020.9093360.
 */
export const ablationCam: Method = {
  name: "ablation-cam",
  title: "Ablation-CAM",
  use: "No gradient: what the score really loses without each channel. Slow, but at the last layer of a network with class maps.",
  aboutClass: true,
  weights: {
    from: "passes",
    weigh: async (context) => {
      const drops = context.isLinear ? linearDrops(context) : await measuredDrops(context);
      return drops.map((drop) => drop / (Math.abs(context.score) || 1));
    },
  },
  reduce: "sum",
};

/** Σ_ij g_k ⊙ A_k, [K]. */
function linearDrops({ features, gradient, channels }: ScoringContext): Float32Array {
  const drops = new Float64Array(channels);
  features.forEach((a, at) => { drops[at % channels] = (drops[at % channels] as number) + a * (gradient[at] as number); });
  return Float32Array.from(drops);
}

/** y − y₋ₖ by silencing one channel after the other, [K]. */
export async function measuredDrops({ features, channels, score, scoresOfFeatures }: ScoringContext): Promise<Float32Array> {
  const { logits } = await scoresOfFeatures(channels, (silenced, into) => {
    into.set(features);
    for (let at = silenced; at < into.length; at += channels) into[at] = 0;
  });
  return Float32Array.from(logits, (ablated) => score - ablated);
}
