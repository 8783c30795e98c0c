// What is no classifier made of convolutions, told by its tensors' names, so that its refusal says what it is and what to do. No network that
// is computed has such a name: where one is found nothing else is tried.
import type { Checkpoint } from "../checkpoint/checkpoint.ts";
import { CheckpointError } from "../graph/errors.ts";
import { asOnnx } from "./layers.ts";

interface OtherNetwork {
  readonly names: RegExp;
  /** What it is, as the message goes on behind "weights: ". */
  readonly is: string;
  readonly todo: string;
}

const trunk = "Maps explain one score of the whole picture. Explain the classifier that its trunk came from: save that one's whole state dict, its class head included.";
const mean = 'Maps explain one score of the whole picture. Make one for each class, as its mean over all pixels, and save it as ONNX; in Python: torch.onnx.export(torch.nn.Sequential(model.eval(), torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten()), torch.zeros(1, 3, 224, 224), "net.onnx"), where model gives a tensor.';
const attention = "Maps lie over a convolution's positions, and it has attention in their place. What can be explained is a convolutional classifier for the same classes.";

/** The first that fits is told. */
const others: readonly OtherNetwork[] = [
  { names: /(^|\.)(activation_post_process|weight_fake_quant)\./, is: "a network prepared for quantisation, with observers in the place of plain layers", todo: "Save the float network that it was made of. In Python, before prepare() or prepare_qat(): torch.save(model.state_dict(), \"weights.pth\")." },
  { names: /(^|\.)(rpn\.|roi_heads\.|proposal_generator\.|head\.(classification|regression)_head\.|module_list\.\d+\.Conv2d\.|cv3\.\d+\.\d+\.|dfl\.conv\.)/, is: "a detector: it answers with boxes", todo: trunk },
  { names: /(^|\.)(decoder\.blocks\.\d+\.|segmentation_head\.|up\d\.(up|conv)\.|classifier\.0\.convs\.|classifier\.(cbr|low_classifier)\.|decode_head\.|aux_classifier\.4\.)/, is: "a segmentation network: it answers with a class for every pixel", todo: mean },
  { names: /(^|\.)(cls_token|class_token|class_embedding|relative_position_bias_table|embeddings\.word_embeddings\.weight|attn\.qkv\.weight|self_attn\.in_proj_weight)$/, is: "a transformer", todo: attention },
  { names: /(^|\.)(weight_ih_l0|weight_hh_l0)$/, is: "a recurrent network", todo: `Maps lie over pictures. If a convolutional classifier stands before it, explain that. ${asOnnx}` },
  { names: /(^|\.)mlp\.grn\./, is: "a ConvNeXt V2, whose response normalisation is not computed by name", todo: asOnnx },
];

/** @throws CheckpointError "checkpoint-architecture" for a checkpoint of something else than a convolutional classifier */
export function refuseOthers({ tensors, skipped }: Checkpoint): void {
  const names = [...tensors.keys(), ...skipped];
  for (const other of others) {
    const found = names.find((name) => other.names.test(name));
    if (found === undefined) continue;
    throw new CheckpointError("checkpoint-architecture", `weights: it looks like ${other.is} (${JSON.stringify(found)}). ${other.todo}`);
  }
}
