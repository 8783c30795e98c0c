// Which network a checkpoint holds, of whatever family: the first whose signature is among its tensors' names. A file with none of them
// is refused as no ResNet, with what it looks like.
import type { Checkpoint, OwnNetwork } from "../checkpoint/checkpoint.ts";
import { lastAxis } from "../graph/shapes.ts";
import { alexNetIn } from "./alexnet.ts";
import { architectureOf } from "./architecture.ts";
import type { RecognisedNetwork } from "./classifier.ts";
import { convNextIn } from "./convnext.ts";
import { denseNetIn } from "./densenet.ts";
import { efficientNetIn } from "./efficientnet.ts";
import { googLeNetIn } from "./googlenet.ts";
import { inceptionV3In } from "./inception_v3.ts";
import { mnasnetIn } from "./mnasnet.ts";
import { mobileNetV2In } from "./mobilenet_v2.ts";
import { mobileNetV3In } from "./mobilenet_v3.ts";
import { regnetIn } from "./regnet.ts";
import { onGraph } from "./family.ts";
import { imagenetsAmong } from "./left_over.ts";
import { refuseOthers } from "./other_networks.ts";
import { anyResnet, layerNames } from "./resnet_graph.ts";
import { assumedIn } from "./resnet_head.ts";
import { preActResNetIn, resNetV2In, wideResNetIn } from "./resnet_v2.ts";
import { shuffleNetV2In } from "./shufflenet_v2.ts";
import { squeezeNetIn } from "./squeezenet.ts";
import { vggIn } from "./vgg.ts";

/** What a checkpoint holds of a family; undefined for another family's. */
type Family = (checkpoint: Checkpoint) => RecognisedNetwork | undefined;

const families: readonly Family[] = [
  alexNetIn,
  convNextIn,
  denseNetIn,
  efficientNetIn,
  googLeNetIn,
  inceptionV3In,
  mobileNetV2In,
  mobileNetV3In,
  mnasnetIn,
  regnetIn,
  resNetV2In,
  preActResNetIn,
  wideResNetIn,
  shuffleNetV2In,
  squeezeNetIn,
  vggIn,
];

/**
 * Which network a checkpoint holds, by its names, shapes and metadata.
 * @throws CheckpointError "checkpoint-architecture" for none that is known; for others as `architectureOf`
 * @example
 * ```ts
 * import { recogniseNetwork } from "@camlucida/tensor";
 *
 * const network = recogniseNetwork(checkpoint);
 * [network.name, network.classes, network.layers.at(-1)]; // → ["resnet18", 3, "layer4"]
 *
 * const { graph, layers, logits } = network.build();
 * graph.steps.length; // → 68
 * [layers["layer3"]?.shape, logits.shape]; // → [[1, 14, 14, 12], [1, 3]]
 * ```
 */
export function recogniseNetwork(checkpoint: Checkpoint): RecognisedNetwork {
  if (checkpoint.network) return ownNetworkIn(checkpoint, checkpoint.network);
  refuseOthers(checkpoint);
  for (const networkIn of families) {
    const found = networkIn(checkpoint);
    if (found) return found;
  }
  return resnetIn(checkpoint);
}

/** The network that the file describes itself. What its names are read from is given to the first who asks for this size. */
function ownNetworkIn({ tensors }: Checkpoint, own: OwnNetwork): RecognisedNetwork {
  const first = own.build();
  const { layers, logits, image } = first;
  const unused = [first];
  const build: RecognisedNetwork["build"] = (size) =>
    ((size === undefined || size.join() === image.shape.slice(1, 3).join()) && unused.pop()) || own.build(size);
  return {
    name: "onnx", classes: lastAxis(logits), tensors, nameInFile: (name) => name, unread: [], classifier: undefined, layers: Object.keys(layers), input: own.input(),
    build,
  };
}

function resnetIn(checkpoint: Checkpoint): RecognisedNetwork {
  const architecture = architectureOf(checkpoint);
  const { name, classes, channels, classifier, tensors, nameInFile, unread, choice, head } = architecture;
  return {
    name, classes, tensors, nameInFile, unread, classifier, choice, isBackbone: head.parts.length === 0, layers: layerNames(architecture), input: { channels },
    assumed: assumedIn(head), normalisesPixels: imagenetsAmong(unread, checkpoint.tensors).size > 0,
    build: (size) => onGraph(size, channels, (graph, image) => anyResnet(graph, architecture, image)),
  };
}
