// Why a checkpoint does not fit, guessed from the names that are missing and left over: for the message alone, nothing depends on it.

interface Stray {
  readonly name: string;
  readonly shape: readonly number[]; // [] for integers
}

type Cause = readonly [cause: string, holds: (missing: readonly string[], left: readonly Stray[]) => boolean];

const named = (pattern: RegExp, fits: (stray: Stray) => boolean = () => true) => (_: readonly string[], left: readonly Stray[]): boolean =>
  left.some((stray) => pattern.test(stray.name) && fits(stray));
const lacks = (pattern: RegExp) => (missing: readonly string[]): boolean => missing.some((name) => pattern.test(name));

/** The first that holds is told. */
const causes: readonly Cause[] = [
  ["weight normalisation. Before saving, in Python: torch.nn.utils.remove_weight_norm(module) for each such module", named(/\.(weight_[gv]|parametrizations\.weight\.original[01])$/)],
  ["pruning. Before saving, in Python: torch.nn.utils.prune.remove(module, \"weight\") for each such module", named(/\.weight_mask$/)],
  ["spectral normalisation. Before saving, in Python: torch.nn.utils.remove_spectral_norm(module) for each such module", named(/\.weight_(orig|u)$/)],
  ["low-rank adapters (LoRA). Merge them into the weights before saving", named(/lora_/)],
  ["efficient channel attention (ECA), which is not computed yet", named(/\.(\w*eca\w*|(eca|se|attn|attention)\.\w+)\.weight$/, ({ shape }) => shape.length === 3)],
  ["squeeze-and-excitation (SE) blocks, which are not computed yet", named(/\.(se|se_module|se_layer|se_block|senet|attn)\./i)],
  ["an attention module in the blocks (CBAM or its like), which is not computed yet", named(/\.(cbam|ca|sa|bam|channel_att\w*|spatial_att\w*|attention|nl|non_local)\./i)],
  ["PReLU instead of ReLU, which is not computed yet", named(/(relu|act|activation)\d*\.weight$/i)],
  ["generalised-mean (GeM) pooling before the class head, which is not computed yet", named(/(^|\.)p$/)],
  ["a deep stem of several convolutions (ResNet-C, -D, ResNeSt), which is not computed yet", named(/(^|\.)(conv1\.\d+\.|stem\.)/)],
  ["average-pool downsampling (ResNet-D), which is not computed yet", named(/\.(downsample|shortcut)\.2\./)],
  ["anti-aliased downsampling (blur pool), which is not computed yet", named(/filt$/)],
  ["deformable convolutions, which are not computed", named(/offset/)],
  ["a stage that goes on: blocks are missing before them", named(/(^|\.)layer[1-4]\.\d+\.(conv|bn)\d\.\w+$/)],
  ["more than four stages, which are not computed yet", named(/(^|\.)layer[5-9]\./)],
  ["normalisation of the pixels inside the network: put it into camlucida.preprocessing of a .safetensors file instead", named(/(^|\.)(mean|std)$/)],
  ["group or instance normalisation instead of batch normalisation, which is not computed", (missing, left) => lacks(/bn1\.running_mean$/)(missing) && !lacks(/bn1\.weight$/)(missing) && left.length === 0],
  ["batch normalisation without weights of its own (affine=False), which is not computed", (missing) => lacks(/bn1\.weight$/)(missing) && !lacks(/bn1\.running_mean$/)(missing)],
  ["three stages, as in ResNets made for CIFAR, which are not computed yet", (missing) => lacks(/^layer4\.0\.conv1\.weight$/)(missing) && !lacks(/^layer3\.0\.conv1\.weight$/)(missing)],
  ["shortcuts without weights (the paper's option A: padding with zeros), which are not computed yet", (missing) =>
    lacks(/downsample\.0\.weight$/)(missing) && missing.every((name) => name.includes(".downsample."))],
  ["batch normalisation before the convolutions (pre-activation), which is not computed yet", (missing, left) =>
    lacks(/^bn1\.weight$/)(missing) && !lacks(/^conv1\.weight$/)(missing) && left.every(({ name }) => !name.includes("conv1"))],
  ["a segmentation or detection network: its head is not one linear layer behind pooling", named(/(^|\.)(rpn|roi_heads|fpn|classifier\.\d+)\./, ({ name, shape }) => /rpn|roi_heads|fpn/.test(name) || shape.length === 4)],
  ["a projection head that could stand before the class head, as it gives as many features as that takes", named(/(^|\.)proj/)],
  ["a class head of several layers, or a second head; one linear layer behind pooling is computed", named(/\.weight$/, ({ shape }) => shape.length === 2)],
  ["no class head: a backbone or an encoder. Save it with the linear layer that was trained on it, as fc", lacks(/^fc\.weight$/)],
  ["a part that camlucida does not know", (_, left) => left.length > 0],
];

export function likelyCause(missing: readonly string[], left: readonly Stray[]): string {
  const found = causes.find(([, holds]) => holds(missing, left));
  return `Likely cause: ${found ? found[0] : "this is not the whole state dict"}.`;
}
