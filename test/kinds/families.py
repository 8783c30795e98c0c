"""Other families than ResNet: narrow ones, with changed heads, and under the names of other libraries than torchvision."""
import functools
import importlib
import math
import re

import torch
import torchvision
from torch import nn
from torch.nn import functional
from torchvision.models import densenet, efficientnet, inception, mobilenetv3, regnet
from torchvision.models.convnext import CNBlockConfig, ConvNeXt

from kinds.kind import CLASSES, Kind, both, by_name, ready, prefixed, renamed
from kinds.resnets import grey
from reference_conventions import changed, dropped
from reference_families import narrow_alexnet, narrow_vgg

SIZE = (96, 64)
googlenet = importlib.import_module("torchvision.models.googlenet")  # torchvision.models has a function of this name


# --- narrow networks


def with_head(name, make, network):
    """The linear layer at `name` in place of the last one. @param make of its inputs: the new one"""
    *path, last = name.split(".")
    parent = network.get_submodule(".".join(path))
    old = getattr(parent, last)
    linear = old if isinstance(old, nn.Linear) else next(module for module in old.modules() if isinstance(module, nn.Linear))
    setattr(parent, last, make(linear.in_features))
    return network


def mobilenet_v2():
    return torchvision.models.mobilenet_v2(weights=None, num_classes=CLASSES, width_mult=0.25)


def mobilenet_v3(arch="mobilenet_v3_small"):
    setting, _ = mobilenetv3._mobilenet_v3_conf(arch, width_mult=0.25)
    return mobilenetv3.MobileNetV3(setting, 1280 if "large" in arch else 1024, num_classes=CLASSES)


def efficientnet_b0(depth=1.0):
    setting, last = efficientnet._efficientnet_conf("efficientnet_b0", width_mult=0.25, depth_mult=depth)
    return efficientnet.EfficientNet(setting, 0.2, num_classes=CLASSES, last_channel=last)


def efficientnet_v2():
    """V2 S with blocks left out."""
    conf, fused = efficientnet.MBConvConfig, efficientnet.FusedMBConvConfig
    setting = [fused(1, 3, 1, 8, 8, 2), fused(4, 3, 2, 8, 12, 2), fused(4, 3, 2, 12, 16, 2), conf(4, 3, 2, 16, 24, 2), conf(6, 3, 1, 24, 28, 2), conf(6, 3, 2, 28, 32, 2)]
    return efficientnet.EfficientNet(setting, 0.2, num_classes=CLASSES, norm_layer=functools.partial(nn.BatchNorm2d, eps=1e-3), last_channel=64)


def convnext():
    return ConvNeXt([CNBlockConfig(8, 12, 2), CNBlockConfig(12, 16, 2), CNBlockConfig(16, 20, 3), CNBlockConfig(20, None, 2)], num_classes=CLASSES)


def regnet_of(excites):
    parameters = regnet.BlockParams([1, 2, 2, 1], [8, 12, 16, 20], [4, 4, 4, 4], [1.0] * 4, [2] * 4, 0.25 if excites else None)
    return regnet.RegNet(parameters, num_classes=CLASSES, stem_width=8)


def densenet_of():
    return densenet.DenseNet(growth_rate=4, block_config=(2, 3, 2, 2), num_init_features=8, num_classes=CLASSES)


def eighth(conv_block):
    """The block with an eighth of the channels, but for the image's."""
    return lambda inputs, outputs, **options: conv_block(inputs if inputs == 3 else inputs // 8, outputs // 8, **options)


def inception_v3():
    conv = eighth(inception.BasicConv2d)
    parts = [functools.partial(getattr(inception, f"Inception{letter}"), conv_block=conv) for letter in "ABCDE"]
    network = inception.Inception3(CLASSES, inception_blocks=[conv, *parts, functools.partial(inception.InceptionAux, conv_block=conv)], init_weights=False)
    network.fc, network.AuxLogits.fc = nn.Linear(256, CLASSES), nn.Linear(96, CLASSES)
    return network


def googlenet_of():
    conv = eighth(googlenet.BasicConv2d)
    parts = [conv, functools.partial(googlenet.Inception, conv_block=conv), functools.partial(googlenet.InceptionAux, conv_block=conv)]
    network = googlenet.GoogLeNet(CLASSES, init_weights=False, blocks=parts)
    network.fc = nn.Linear(128, CLASSES)
    network.aux1.fc1 = network.aux2.fc1 = nn.Linear(256, 32)
    network.aux1.fc2 = network.aux2.fc2 = nn.Linear(32, CLASSES)
    return network


def shufflenet():
    return torchvision.models.ShuffleNetV2([4, 8, 4], [8, 16, 32, 48, 64], num_classes=CLASSES)


def squeezenet():
    return torchvision.models.squeezenet1_1(weights=None, num_classes=CLASSES)


def mnasnet():
    return torchvision.models.MNASNet(0.25, num_classes=CLASSES)


def alexnet():
    return with_head("classifier.6", lambda inputs: nn.Linear(inputs, CLASSES), narrow_alexnet())


def vgg(batch_norm=False):
    widths = [8, "M", 12, "M", 16, 16, "M", 20, 20, "M", 20, 20, "M"]
    return with_head("classifier.6", lambda inputs: nn.Linear(inputs, CLASSES), narrow_vgg(widths, batch_norm))


# --- heads as people change them


def one(inputs):
    return nn.Linear(inputs, CLASSES)


def dropout_first(inputs):
    return nn.Sequential(nn.Dropout(), nn.Linear(inputs, CLASSES))


def two_layers(inputs):
    return nn.Sequential(nn.Linear(inputs, 9), nn.ReLU(), nn.Dropout(), nn.Linear(9, CLASSES))


def two_after_dropout(inputs):
    return nn.Sequential(nn.Dropout(), nn.Linear(inputs, 9), nn.ReLU(), nn.Linear(9, CLASSES))


def named_layers(inputs):
    layers = nn.Sequential()
    for name, layer in [("fc1", nn.Linear(inputs, 9)), ("relu", nn.ReLU()), ("dropout", nn.Dropout()), ("fc2", nn.Linear(9, CLASSES)), ("output", nn.LogSoftmax(1))]:
        layers.add_module(name, layer)
    return layers


def before_softmax(network, image):
    """The logits of a network that ends in a log-softmax: its largest is taken for the same logits' by adding what both lack."""
    kept = {}
    network.get_submodule("classifier.fc2").register_forward_hook(lambda module, inputs, output: kept.update(logits=output))
    network(image)
    return kept["logits"]


def before_sigmoid(network, image):
    kept = {}
    network.classifier[0].register_forward_hook(lambda module, inputs, output: kept.update(logits=output))
    network(image)
    return kept["logits"]


HEADS = [
    ("AlexNet: `classifier.6` of one's own classes", alexnet, "classifier.6", one),
    ("AlexNet: `classifier` replaced by one layer", alexnet, "classifier", one),
    ("AlexNet: `classifier.6.0` and `classifier.6.3`", alexnet, "classifier.6", two_layers),
    ("VGG: `classifier.6` of one's own classes", vgg, "classifier.6", one),
    ("VGG with batch-norm", lambda: vgg(True), "classifier.6", one),
    ("VGG: `classifier` replaced by one layer", vgg, "classifier", one),
    ("VGG: `classifier` replaced by two layers, `classifier.0` and `classifier.3`", vgg, "classifier", two_layers),
    ("VGG: `classifier.6.0` and `classifier.6.3`", vgg, "classifier.6", two_layers),
    ("VGG: `classifier.fc1`, `classifier.fc2` and a log-softmax", vgg, "classifier", named_layers),
    ("DenseNet: `classifier` of one's own classes", densenet_of, "classifier", one),
    ("DenseNet: `classifier.1`, a dropout before it", densenet_of, "classifier", dropout_first),
    ("DenseNet: `classifier.0` and `classifier.3`", densenet_of, "classifier", two_layers),
    ("DenseNet: `classifier.fc1`, `classifier.fc2` and a log-softmax", densenet_of, "classifier", named_layers),
    ("DenseNet: `classifier.0` and a sigmoid behind it (CheXNet)", densenet_of, "classifier", lambda inputs: nn.Sequential(nn.Linear(inputs, CLASSES), nn.Sigmoid())),
    ("MobileNetV2: `classifier.1` of one's own classes", mobilenet_v2, "classifier.1", one),
    ("MobileNetV2: `classifier` replaced by one layer", mobilenet_v2, "classifier", one),
    ("MobileNetV2: `classifier.1.1`", mobilenet_v2, "classifier.1", dropout_first),
    ("MobileNetV2: `classifier.0` and `classifier.3`", mobilenet_v2, "classifier", two_layers),
    ("MobileNetV2: `classifier.1` and `classifier.3`", mobilenet_v2, "classifier", two_after_dropout),
    ("MobileNetV3 Small: `classifier.3` of one's own classes", mobilenet_v3, "classifier.3", one),
    ("MobileNetV3 Large: `classifier.3` of one's own classes", lambda: mobilenet_v3("mobilenet_v3_large"), "classifier.3", one),
    ("MobileNetV3: `classifier` replaced by one layer", mobilenet_v3, "classifier", one),
    ("MobileNetV3: `classifier` replaced by two layers, `classifier.0` and `classifier.3`", mobilenet_v3, "classifier", two_layers),
    ("MobileNetV3: `classifier.3.1`", mobilenet_v3, "classifier.3", dropout_first),
    ("EfficientNet: `classifier.1` of one's own classes", efficientnet_b0, "classifier.1", one),
    ("EfficientNet: `classifier` replaced by one layer", efficientnet_b0, "classifier", one),
    ("EfficientNet: `classifier.0` and `classifier.3`", efficientnet_b0, "classifier", two_layers),
    ("EfficientNetV2: `classifier.1` of one's own classes", efficientnet_v2, "classifier.1", one),
    ("MNASNet: `classifier.1` of one's own classes", mnasnet, "classifier.1", one),
    ("ConvNeXt: `classifier.2` of one's own classes", convnext, "classifier.2", one),
    ("ConvNeXt: `classifier.2.0` and `classifier.2.3`", convnext, "classifier.2", two_layers),
    ("RegNetX: `fc` of one's own classes", lambda: regnet_of(False), "fc", one),
    ("RegNetY: `fc.1`, a dropout before it", lambda: regnet_of(True), "fc", dropout_first),
    ("ShuffleNetV2: `fc` of one's own classes", shufflenet, "fc", one),
    ("ShuffleNetV2: `fc.0` and `fc.3`", shufflenet, "fc", two_layers),
    ("GoogLeNet: `fc` of one's own classes, `aux1` and `aux2` beside", googlenet_of, "fc", one),
    ("Inception v3: `fc` and `AuxLogits.fc` of one's own classes", inception_v3, "fc", one),
    ("Inception v3: `fc.1`, a dropout before it", inception_v3, "fc", dropout_first),
]
SIZES = {"Inception": (107, 139), "AlexNet": (71, 97)}
INSIDE = {"log-softmax": before_softmax, "sigmoid": before_sigmoid}
SAMPLES = ("MobileNetV2: `classifier` replaced", "DenseNet: `classifier.0` and `classifier.3`", "VGG: `classifier.fc1`", "RegNetY", "ConvNeXt: `classifier.2.0`")


# --- other libraries' names


def field_of(key):
    return key.rsplit(".", 1)[1]


SHORT = {"weight": "weight", "bias": "bias", "running_mean": "running_mean", "running_var": "running_var", "num_batches_tracked": "num_batches_tracked"}
STAGES_OF_V2 = [1, 2, 3, 4, 3, 3, 1]


def staged(counts, at, first=1):
    """The at-th block, counted from `first` on -> its stage and its place in that."""
    at -= first
    for stage, count in enumerate(counts):
        if at < count:
            return stage, at
        at -= count
    return len(counts), at


def parts_of_mobilenet_v2(key):
    """torchvision's name -> ("stem" | "block" | "head" | "classifier", block, "expand" | "depthwise" | "project", "conv" | "norm", field)"""
    parts = key.split(".")
    if parts[0] == "classifier":
        return "classifier", 0, "", "", parts[-1]
    at = int(parts[1])
    if at in (0, 18):
        return ("stem" if at == 0 else "head"), 0, "", "conv" if parts[2] == "0" else "norm", parts[-1]
    if len(parts) == 6:  # features.1.conv.0.0.weight
        role = "depthwise" if at == 1 or parts[3] == "1" else "expand"
        return "block", at, role, "conv" if parts[4] == "0" else "norm", parts[-1]
    return "block", at, "project", "conv" if int(parts[3]) == (1 if at == 1 else 2) else "norm", parts[-1]


def timm_block(place, role, kind, field, expands):
    convs = {"expand": "conv_pw", "depthwise": "conv_dw", "project": "conv_pwl" if expands else "conv_pw"}
    norms = {"expand": "bn1", "depthwise": "bn2" if expands else "bn1", "project": "bn3" if expands else "bn2"}
    return f"{place}.{(convs if kind == 'conv' else norms)[role]}.{field}"


def timm_mobilenet_v2(key):
    where, at, role, kind, field = parts_of_mobilenet_v2(key)
    if where == "block":
        stage, of = staged(STAGES_OF_V2, at)
        return timm_block(f"blocks.{stage}.{of}", role, kind, field, at > 1)
    return {"stem": "conv_stem." if kind == "conv" else "bn1.", "head": "conv_head." if kind == "conv" else "bn2.", "classifier": "classifier."}[where] + field


def transformers_mobilenet_v2(key):
    where, at, role, kind, field = parts_of_mobilenet_v2(key)
    kind = "convolution" if kind == "conv" else "normalization"
    roles = {"expand": "expand_1x1", "depthwise": "conv_3x3", "project": "reduce_1x1"}
    if where == "block":
        return f"mobilenet_v2.{'conv_stem' if at == 1 else f'layer.{at - 2}'}.{roles[role]}.{kind}.{field}"
    return {"stem": f"mobilenet_v2.conv_stem.first_conv.{kind}.", "head": f"mobilenet_v2.conv_1x1.{kind}.", "classifier": "classifier."}[where] + field


def older_mobilenet_v2(key):
    """tonylins', d-li14's: one sequence of layers in each block, `conv` for the last convolution, `classifier` for the layer."""
    where, at, role, kind, field = parts_of_mobilenet_v2(key)
    if where == "block":
        begin = {"expand": 0, "depthwise": 0 if at == 1 else 3, "project": 3 if at == 1 else 6}[role]
        return f"features.{at}.conv.{begin + (kind == 'norm')}.{field}"
    return {"stem": f"features.0.{int(kind == 'norm')}.", "head": f"conv.{int(kind == 'norm')}.", "classifier": "classifier."}[where] + field


def parts_of_mbconv(network):
    """The same of a MobileNetV3 or an EfficientNet; blocks by their place among all, from 0 on, and their stage."""
    blocks = {}  # name of a block: its place, its stage, its place there, whether it expands
    for name, module in network.named_modules():
        if type(module).__name__ in ("InvertedResidual", "MBConv", "FusedMBConv"):
            blocks[name] = module
    order = {name: at for at, name in enumerate(blocks)}

    def parts(key):
        name = next((block for block in blocks if key.startswith(block + ".block.")), None)
        if name is None:
            return None
        rest, inner = key[len(name) + 7:].split("."), blocks[name].block
        part = inner[int(rest[0])]
        if "fc1" in rest or "fc2" in rest:
            return order[name], name, "reduce" if "fc1" in rest else "excite", "conv", rest[-1], len(inner)
        kind = "conv" if rest[1] == "0" else "norm"
        if type(blocks[name]).__name__ == "FusedMBConv":
            role = "fused" if rest[0] == "0" else "project"
        else:
            role = "depthwise" if part[0].groups > 1 or part[0].kernel_size[0] > 1 else "expand" if rest[0] == "0" and len(inner) > 2 + any(".fc1" in k for k in state_of(inner)) else "project"
        return order[name], name, role, kind, rest[-1], len(inner)
    return parts, order


def state_of(module):
    return list(module.state_dict())


def timm_mbconv(network, stages=None):
    """MobileNetV3's and EfficientNet's names in timm. @param stages how many blocks each has; unless said, as torchvision's names have them"""
    parts, order = parts_of_mbconv(network)
    last = max((int(key.split(".")[1]) for key in network.state_dict() if key.startswith("features.")))

    def name_of(key):
        found = parts(key)
        if found is None:
            field = field_of(key)
            if key.startswith("classifier"):
                if key.startswith("classifier.1."):
                    return key.replace("classifier.1.", "classifier.", 1)
                return {"classifier.0": "conv_head", "classifier.3": "classifier", "classifier.1": "classifier"}[key.rsplit(".", 1)[0]] + f".{field}"
            stem, norm = key.startswith("features.0."), key.split(".")[2] == "1"
            if stages is not None and not stem:
                return f"blocks.{len(stages)}.0.{'bn1' if norm else 'conv'}.{field}"
            return {(True, False): "conv_stem", (True, True): "bn1", (False, False): "conv_head", (False, True): "bn2"}[stem, norm] + f".{field}"
        at, name, role, kind, field, length = found
        stage, of = staged(stages, at, 0) if stages else [int(x) - y for x, y in zip(name.split(".")[1:], (1, 0))]
        place = f"blocks.{stage}.{of}"
        if role in ("reduce", "excite"):
            return f"{place}.se.conv_{'reduce' if role == 'reduce' else 'expand'}.{field}"
        if type(network.get_submodule(name)).__name__ == "FusedMBConv":
            if length == 1:
                return f"{place}.{'conv' if kind == 'conv' else 'bn1'}.{field}"
            return f"{place}.{ {('fused', 'conv'): 'conv_exp', ('fused', 'norm'): 'bn1', ('project', 'conv'): 'conv_pwl', ('project', 'norm'): 'bn2'}[role, kind]}.{field}"
        expands = network.get_submodule(name).block[0][0].groups == 1
        return timm_block(place, role, kind, field, expands)

    def change(state):
        return {name_of(key): value[:, :, None, None] if name_of(key) == "conv_head.weight" and value.dim() == 2 else value for key, value in state.items()}
    return change


def flat_efficientnet(network, names, stem, head, classifier):
    """Blocks in one row."""
    parts, _ = parts_of_mbconv(network)

    def name_of(key):
        found, field = parts(key), field_of(key)
        if found:
            at, _, role, kind, field, _ = found
            return names(at, role, kind, field)
        if key.startswith("classifier"):
            return f"{classifier}.{field}"
        return (stem if key.startswith("features.0.") else head)[key.split(".")[2] == "1"] + f".{field}"
    return by_name(name_of)


def lukemelas(network):
    convs = {"expand": "_expand_conv", "depthwise": "_depthwise_conv", "reduce": "_se_reduce", "excite": "_se_expand", "project": "_project_conv"}
    norms = {"expand": "_bn0", "depthwise": "_bn1", "project": "_bn2"}
    return flat_efficientnet(network, lambda at, role, kind, field: f"_blocks.{at}.{(convs if kind == 'conv' else norms)[role]}.{field}",
                             ("_conv_stem", "_bn0"), ("_conv_head", "_bn1"), "_fc")


def transformers_efficientnet(network):
    names = {("expand", "conv"): "expansion.expand_conv", ("expand", "norm"): "expansion.expand_bn", ("depthwise", "conv"): "depthwise_conv.depthwise_conv",
             ("depthwise", "norm"): "depthwise_conv.depthwise_norm", ("reduce", "conv"): "squeeze_excite.reduce", ("excite", "conv"): "squeeze_excite.expand",
             ("project", "conv"): "projection.project_conv", ("project", "norm"): "projection.project_bn"}
    start = "efficientnet.e"
    return flat_efficientnet(network, lambda at, role, kind, field: f"{start}ncoder.blocks.{at}.{names[role, kind]}.{field}",
                             (start + "mbeddings.convolution", start + "mbeddings.batchnorm"), (start + "ncoder.top_conv", start + "ncoder.top_bn"), "classifier")


class Same(nn.Conv2d):
    """TensorFlow's padding: so much that the output is the input by the stride; what is odd comes behind."""

    def forward(self, x):
        pads = []
        for length, kernel, stride in zip(reversed(x.shape[2:]), reversed(self.kernel_size), reversed(self.stride)):
            pad = max((math.ceil(length / stride) - 1) * stride + kernel - length, 0)
            pads += [pad // 2, pad - pad // 2]
        return functional.conv2d(functional.pad(x, pads), self.weight, self.bias, self.stride, 0, self.dilation, self.groups)


def as_tensorflow(network):
    """Its padding and its epsilon."""
    for module in network.modules():
        if isinstance(module, nn.Conv2d) and module.kernel_size[0] > 1:
            module.__class__ = Same
    return ready(network, 1e-3)


class SameFor(nn.Conv2d):
    """As TensorFlow pads an image of a side of its own, whatever the image's is."""

    def forward(self, x):
        pad = max((math.ceil(self.side / self.stride[0]) - 1) * self.stride[0] + self.kernel_size[0] - self.side, 0)
        pads = [pad // 2, pad - pad // 2] * 2
        return functional.conv2d(functional.pad(x, pads), self.weight, self.bias, self.stride, 0, self.dilation, self.groups)


def as_made_for(side, network):
    """Its convolutions are in the order in which they are run."""
    for module in network.modules():
        if isinstance(module, nn.Conv2d) and module.kernel_size[0] > 1:
            module.__class__, module.side = SameFor, side
            side = math.ceil(side / module.stride[0])
    return ready(network, 1e-3)


def efficientnet_b1():
    setting, _ = efficientnet._efficientnet_conf("efficientnet_b1", width_mult=0.25, depth_mult=1.1)
    return efficientnet.EfficientNet(setting, 0.2, num_classes=CLASSES, last_channel=1280)


def convnext_parts(key):
    parts = key.split(".")
    if parts[0] == "classifier":
        return ("end", "norm" if parts[1] == "0" else "head", 0, 0, parts[-1])
    at = int(parts[1])
    if at == 0:
        return "stem", parts[2], 0, 0, parts[-1]
    if at % 2 == 0:
        return "halve", parts[2], at // 2, 0, parts[-1]
    if parts[3] == "layer_scale":
        return "block", "scale", at // 2, int(parts[2]), ""
    return "block", parts[4], at // 2, int(parts[2]), parts[-1]


def flat_scales(change):
    """layer_scale is [C, 1, 1] in torchvision, [C] elsewhere."""
    return lambda state: {name: value.flatten() if name.endswith(("gamma", "layer_scale_parameter")) else value for name, value in change(state).items()}


def timm_convnext(key):
    where, what, stage, at, field = convnext_parts(key)
    if where == "block":
        name = {"0": "conv_dw.", "2": "norm.", "3": "mlp.fc1.", "5": "mlp.fc2.", "scale": "gamma"}[what]
        return f"stages.{stage}.blocks.{at}.{name}{field}"
    return {"stem": f"stem.{what}.", "halve": f"stages.{stage}.downsample.{what}.", "end": "head.norm." if what == "norm" else "head.fc."}[where] + field


def facebook_convnext(key):
    where, what, stage, at, field = convnext_parts(key)
    if where == "block":
        return f"stages.{stage}.{at}." + {"0": "dwconv.", "2": "norm.", "3": "pwconv1.", "5": "pwconv2.", "scale": "gamma"}[what] + field
    return {"stem": f"downsample_layers.0.{what}.", "halve": f"downsample_layers.{stage}.{what}.", "end": "norm." if what == "norm" else "head."}[where] + field


def transformers_convnext(key):
    where, what, stage, at, field = convnext_parts(key)
    if where == "block":
        name = {"0": "dwconv.", "2": "layernorm.", "3": "pwconv1.", "5": "pwconv2.", "scale": "layer_scale_parameter"}[what]
        return f"convnext.encoder.stages.{stage}.layers.{at}.{name}{field}"
    return {"stem": "convnext.embeddings." + ("patch_embeddings." if what == "0" else "layernorm."), "halve": f"convnext.encoder.stages.{stage}.downsampling_layer.{what}.",
            "end": "convnext.layernorm." if what == "norm" else "classifier."}[where] + field


def regnet_parts(key):
    found = re.match(r"trunk_output\.block(\d)\.block\d-(\d+)\.(proj|f\.(?:a|b|c|se))\.(\w+)\.?(\w*)$", key)
    return found and (int(found[1]), int(found[2]), found[3], found[4], found[5])


def timm_regnet(key):
    found = regnet_parts(key)
    if not found:
        return key.replace("stem.0", "stem.conv").replace("stem.1", "stem.bn").replace("fc.", "head.fc.")
    stage, at, part, which, field = found
    inner = {"0": "conv", "1": "bn"}.get(which, which)
    name = {"proj": "downsample", "f.a": "conv1", "f.b": "conv2", "f.c": "conv3", "f.se": "se"}[part]
    return f"s{stage}.b{at + 1}.{name}.{inner}.{field}"


def transformers_regnet(excites):
    def name_of(key):
        found = regnet_parts(key)
        if not found:
            return key.replace("stem.0", "regnet.embedder.embedder.convolution").replace("stem.1", "regnet.embedder.embedder.normalization").replace("fc.", "classifier.1.")
        stage, at, part, which, field = found
        place = f"regnet.encoder.stages.{stage - 1}.layers.{at}."
        inner = {"0": "convolution", "1": "normalization"}.get(which)
        if part == "f.se":
            return f"{place}layer.2.attention.{0 if which == 'fc1' else 2}.{field}"
        return place + {"proj": "shortcut", "f.a": "layer.0", "f.b": "layer.1", "f.c": "layer.3" if excites else "layer.2"}[part] + f".{inner}.{field}"
    return by_name(name_of)


def pycls_regnet(key):
    found = regnet_parts(key)
    if not found:
        return key.replace("stem.0", "stem.conv").replace("stem.1", "stem.bn").replace("fc.", "head.fc.")
    stage, at, part, which, field = found
    place = f"s{stage}.b{at + 1}."
    if part == "f.se":
        return f"{place}f.se.f_ex.{0 if which == 'fc1' else 2}.{field}"
    if part == "proj":
        return f"{place}{'proj' if which == '0' else 'bn'}.{field}"
    return f"{place}{part}{'' if which == '0' else '_bn'}.{field}"


def timm_vgg(state):
    """The first two layers are convolutions of what pooling leaves."""
    result = {}
    for key, value in state.items():
        if key.startswith("classifier."):
            name = {"0": "pre_logits.fc1", "3": "pre_logits.fc2", "6": "head.fc"}[key.split(".")[1]]
            value = value if value.dim() == 1 or name == "head.fc" else value.reshape(len(value), -1, *((7, 7) if name.endswith("1") else (1, 1)))
            key = f"{name}.{field_of(key)}"
        result[key] = value
    return result


def plain_vgg(batch_norm=True, pool=None):
    """kuangliu's: one layer behind the features."""
    network = vgg(batch_norm)
    network.avgpool, network.classifier = pool or nn.Identity(), nn.Linear(20, CLASSES)
    return network


def mobilenet_v3_trunk():
    return with_head("classifier", one, mobilenet_v3())


STAGES_OF_V3 = {"mobilenet_v3_small": [1, 2, 3, 2, 3], "mobilenet_v3_large": [1, 2, 3, 4, 2, 3]}


def of_network(make, change_of):
    """A kind whose change must know the network."""
    return make, lambda state: change_of(make())(state)


NAMES = [
    ("timm's MobileNetV2: `blocks.0.0.conv_dw`", mobilenet_v2, by_name(timm_mobilenet_v2)),
    ("`transformers`' MobileNetV2, with TensorFlow's padding", lambda: as_tensorflow(mobilenet_v2()), by_name(transformers_mobilenet_v2)),
    ("older MobileNetV2: `features.1.conv.0`, `conv.0`, `classifier`", mobilenet_v2, by_name(older_mobilenet_v2)),
    ("timm's MobileNetV3 Small", *of_network(lambda: ready(mobilenet_v3(), 1e-5), lambda n: timm_mbconv(n, STAGES_OF_V3["mobilenet_v3_small"]))),
    ("timm's MobileNetV3 Large", *of_network(lambda: ready(mobilenet_v3("mobilenet_v3_large"), 1e-5), lambda n: timm_mbconv(n, STAGES_OF_V3["mobilenet_v3_large"]))),
    ("timm's `tf_mobilenetv3_small`, with TensorFlow's padding", *of_network(lambda: as_tensorflow(mobilenet_v3()), lambda n: timm_mbconv(n, STAGES_OF_V3["mobilenet_v3_small"]))),
    ("timm's EfficientNet-B0", *of_network(efficientnet_b0, timm_mbconv)),
    ("timm's `tf_efficientnet_b0`, with TensorFlow's padding", *of_network(lambda: as_tensorflow(efficientnet_b0()), timm_mbconv)),
    ("timm's EfficientNetV2", *of_network(lambda: ready(efficientnet_v2(), 1e-5), timm_mbconv)),
    ("timm's `tf_efficientnetv2`, with TensorFlow's padding", *of_network(lambda: as_tensorflow(efficientnet_v2()), timm_mbconv)),
    ("lukemelas' EfficientNet-B0: `_blocks.0._depthwise_conv`", *of_network(lambda: as_tensorflow(efficientnet_b0()), lukemelas)),
    ("`transformers`' EfficientNet-B0", *of_network(lambda: as_tensorflow(efficientnet_b0()), transformers_efficientnet)),
    ("lukemelas' EfficientNet-B1, of an image that is smaller than its own", *of_network(lambda: as_made_for(240, efficientnet_b1()), lukemelas)),
    ("`transformers`' EfficientNet-B1, of an image that is smaller than its own", *of_network(lambda: as_made_for(240, efficientnet_b1()), transformers_efficientnet)),
    ("timm's ConvNeXt: `stages.0.blocks.0.conv_dw`", convnext, flat_scales(by_name(timm_convnext))),
    ("facebook's ConvNeXt: `downsample_layers.0.0`, `stages.0.0.dwconv`", convnext, flat_scales(by_name(facebook_convnext))),
    ("facebook's container: `model`", convnext, lambda state: {"model": flat_scales(by_name(facebook_convnext))(state)}),
    ("`transformers`' ConvNeXt", convnext, flat_scales(by_name(transformers_convnext))),
    ("timm's RegNetX: `s1.b1.conv1.conv`", lambda: regnet_of(False), by_name(timm_regnet)),
    ("timm's RegNetY", lambda: regnet_of(True), by_name(timm_regnet)),
    ("`transformers`' RegNetX", lambda: regnet_of(False), transformers_regnet(False)),
    ("`transformers`' RegNetY", lambda: regnet_of(True), transformers_regnet(True)),
    ("pycls' RegNetY: `s1.b1.f.a`, `s1.b1.f.a_bn`", lambda: regnet_of(True), by_name(pycls_regnet)),
    ("DenseNet by its older names: `denselayer1.norm.1`", densenet_of, lambda state: {re.sub(r"(denselayer\d+\.(?:norm|conv))(\d)", r"\1.\2", key): x for key, x in state.items()}),
    ("timm's VGG: `pre_logits.fc1`, `head.fc`", vgg, timm_vgg),
    ("kuangliu's VGG: `features`, `classifier`", plain_vgg, None),
    ("SqueezeNet: `classifier.1` of one's own classes", squeezenet, None),
]
LIKE_NAMES = ("timm's MobileNetV2", "timm's MobileNetV3 Small", "`transformers`' EfficientNet-B0", "facebook's ConvNeXt", "timm's RegNetY", "pycls", "lukemelas", "`transformers`' MobileNetV2", "timm's `tf_eff")
TOLD = {"`tf_": {"padding": "same"}, "timm's EfficientNet": {"padding": "even"}, "timm's MobileNetV3": {"padding": "even"}}  # what timm's names do not say

PREFIXED = [
    ("MobileNetV2: `model.` before every name", mobilenet_v2, prefixed("model.")),
    ("DenseNet: `module.densenet121.` before every name", densenet_of, prefixed("module.densenet121.")),
    ("EfficientNet: `backbone.…`, and `head` beside it", efficientnet_b0, lambda state: {("head." + key[13:] if key.startswith("classifier.1.") else "backbone." + key): x for key, x in state.items()}),
    ("lukemelas' EfficientNet as a field: `net._blocks.0`", *of_network(lambda: as_tensorflow(efficientnet_b0()), lambda n: both(lukemelas(n), prefixed("net.")))),
    ("MobileNetV3: `features`, and `fc` of their mean beside", mobilenet_v3_trunk, renamed(("classifier.", "fc."))),
    ("DenseNet: `net.features`, and `net.linear`", densenet_of, both(renamed(("classifier.", "linear.")), prefixed("net."))),
    ("timm's EfficientNet, `classifier` replaced by two layers", *of_network(lambda: with_head("classifier.1", two_layers, efficientnet_b0()), timm_mbconv)),
    ("VGG's features alone, and one layer of their mean beside: `features`, `fc`", lambda: plain_vgg(pool=nn.AdaptiveAvgPool2d(1)), renamed(("classifier.", "fc."))),
    ("MobileNetV2's features as `backbone`, and `fc` beside", mobilenet_v2, renamed(("features.", "backbone."), ("classifier.1.", "fc."))),
    ("MobileNetV2's features in nn.Sequential: `0.1.conv.0.0`, and `3`", mobilenet_v2, renamed(("features.", "0."), ("classifier.1.", "3."))),
    ("EfficientNet's features as `model.encoder`, and `model.head` of two layers", lambda: with_head("classifier", two_layers, efficientnet_b0()), both(renamed(("features.", "encoder."), ("classifier.", "head.")), prefixed("model."))),
    ("DenseNet's features as `backbone`, and `classifier` beside", densenet_of, renamed(("features.", "backbone."))),
    ("VGG's features as `conv`, and `fc` of two layers beside", lambda: with_head("classifier", two_layers, vgg()), renamed(("features.", "conv."), ("classifier.", "fc."))),
    ("MobileNetV3's features as `backbone`, and its own `classifier` beside", mobilenet_v3, renamed(("features.", "backbone."))),
    ("MobileNetV3 as `backbone`, its own `classifier` beside", mobilenet_v3, lambda state: {(key if key.startswith("classifier.") else "backbone." + key): x for key, x in state.items()}),
    ("ConvNeXt's features as `backbone`, and `classifier` beside", convnext, renamed(("features.", "backbone."))),
    ("MobileNetV2 with a head called `output_layer`", mobilenet_v2, renamed(("classifier.1.", "output_layer."))),
    ("MobileNetV2 with one input channel", lambda: changed(mobilenet_v2(), lambda n: setattr(n.features[0], "0", nn.Conv2d(1, 8, 3, 2, 1, bias=False))), None),
    ("EfficientNet with four input channels", lambda: changed(efficientnet_b0(), lambda n: setattr(n.features[0], "0", nn.Conv2d(4, 8, 3, 2, 1, bias=False))), None),
    ("timm's EfficientNet-Lite, without squeeze-and-excitation", *of_network(efficientnet_b0, lambda n: lambda state: {key: x for key, x in timm_mbconv(n)(state).items() if ".se." not in key})),
    ("EfficientNet and its moving average in one dict: `model.…`, `ema.…`", efficientnet_b0, lambda state: {**prefixed("model.")(state), **prefixed("ema.")(state)}),
    ("timm's container: `arch`, `state_dict`, `state_dict_ema`", mobilenet_v2, lambda state: {"epoch": 9, "arch": "mobilenetv2_100", "state_dict": by_name(timm_mobilenet_v2)(state), "state_dict_ema": by_name(timm_mobilenet_v2)(state)}),
    ("EfficientNet without its head", efficientnet_b0, dropped("classifier.")),
    ("DenseNet's features alone, as `backbone`, without its head", densenet_of, lambda state: {key.replace("features.", "backbone."): x for key, x in state.items() if not key.startswith("classifier.")}),
    ("MobileNetV2 without its head", mobilenet_v2, dropped("classifier.")),
]


def means(rectified, network, image):
    features = network.features(image)
    return (torch.relu(features) if rectified else features).mean((2, 3))


NEVER_RIGHT = ("EfficientNet with four", "timm's EfficientNet-Lite")


def kinds():
    for name, make, place, head in HEADS:
        inside = next((answer for end, answer in INSIDE.items() if end in name), None)
        size = next((size for start, size in SIZES.items() if name.startswith(start)), SIZE)
        yield Kind("Other families: the head", name, functools.partial(lambda make, place, head: with_head(place, head, make()), make, place, head), size=size,
                   sample=name.startswith(SAMPLES), **({"answer": inside} if inside else {}))
    for name, make, change in NAMES:
        told = next((fact for part, fact in TOLD.items() if part in name), {})
        size = (32, 32) if name.startswith("kuangliu") else SIZE
        yield Kind("Other families: other libraries' names", name, make, change, size=size, facts=told, sample=name.startswith(LIKE_NAMES))
    for name, make, change in PREFIXED:
        answer = {"answer": functools.partial(means, name.startswith("DenseNet"))} if name.endswith("its head") else {"answer": None} if name.startswith(NEVER_RIGHT) else \
            {"answer": grey} if name.endswith("one input channel") else {}
        facts = {"features": True} if name.endswith("its head") else {"padding": "even"} if name.startswith("timm") else {}
        yield Kind("Other families: what stands around", name, make, change, size=SIZE, facts=facts, **answer)
