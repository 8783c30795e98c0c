// Options that other tools have, and what does the same here: whoever types them knows what they want.

/** Names without their dashes → what to do instead. */
const habits: readonly (readonly [names: readonly string[], instead: string])[] = [
  [["i", "input", "image", "images", "image-path"], "Pictures are named without an option."],
  [["r", "R", "recursive"], "A pattern reaches any depth: 'photos/**/*.jpg'."],
  [["j", "jobs", "threads", "workers", "batch-size"], "Every core is at work by itself."],
  [["o", "output", "outdir", "out-dir", "output-dir"], "--out TEMPLATE names the picture: --out '{dir}/{stem}.cam.png'."],
  [["f", "y", "overwrite"], "--force replaces files that exist."],
  [["n", "no-clobber", "ignore-existing", "skip", "resume", "continue"], "--skip-existing goes on with what is missing."],
  [["m"], "--method NAME chooses the method, --model NAME|FILE the network."],
  [["arch", "checkpoint", "weights", "network"], "--model NAME|FILE chooses the network."],
  [["c", "category", "target-class"], "--class WHICH chooses the class."],
  [["k", "top", "topk", "top-k"], "--class top3 explains the three most probable classes."],
  [["target-layer", "target-layers", "layers"], "--layer NAME,… chooses the layers."],
  [["methods"], "--method NAME,… chooses the methods."],
  [["cmap", "colourmap", "palette"], "--colormap NAME chooses the colours."],
  [["opacity", "image-weight", "image_weight"], "--alpha 0…1 says how strongly the map covers the photograph."],
  [["aug-smooth", "aug_smooth"], "--smooth augment averages over variants of the picture."],
  [["eigen-smooth", "eigen_smooth"], "--smooth component takes the first principal component."],
  [["gpu", "cuda", "use-cuda"], "--device gpu insists on a GPU."],
  [["cpu"], "--device cpu stays on the CPU."],
  [["V"], "--version tells the version."],
];

/** What does the same here as an option of other tools; undefined for one that none is known to have. */
export function habitOf(name: string): string | undefined {
  return habits.find(([names]) => names.includes(name))?.[1];
}
