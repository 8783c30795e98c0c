"""Writes test/fixtures/conventions.json and conventions/*: people's ResNet checkpoints, and what PyTorch makes of them.

CONVENTIONS are one network under the names, and in the containers, that training scripts give it; VARIANTS are networks that compute
something else than torchvision's ResNet. Each is a module that PyTorch runs, narrow and shallow, in float64. A row holds the names,
shapes and kinds of its tensors, drawn from seeded.py (test/src/conventions.test.ts repeats them to the bit), and its logits;
containers are files. `must` says what a reader owes:

  right     the logits of PyTorch
  refused   a refusal: nobody could compute it from this file, or camlucida does not yet
  asked     a question, and with the answer (`stem`) the logits of PyTorch
  hidden    no file can show it: a reader takes it for torchvision's ResNet, and only saved logits tell;
            where `metadata` can say it, then the logits of PyTorch

Run with Debian's python3-torch and python3-torchvision:  python3 test/reference_conventions.py
"""
import collections
import copy
import json
import math
import struct
from pathlib import Path

import numpy
import torch
from PIL import Image
from torch import nn
from torch.nn import functional
from torch.nn.utils import prune, weight_norm
from torchvision import transforms
from torchvision.models.resnet import BasicBlock, Bottleneck

from seeded import encode, seeded

FOLDER = Path(__file__).parent / "fixtures"
SIZE = (65, 49)  # height and width of the input
PLANES = (4, 5, 6, 7)
CLASSES = 5

# The legacy format quotes the source of every pickled class, and where it lies.
torch.serialization.get_source_lines_and_file = lambda cls: ([], None, None)


def shortcut_of(inputs, outputs, stride):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))


class Network(nn.Module):
    """torchvision's ResNet, whose widths cannot be chosen, with widths that can."""

    def __init__(self, block=BasicBlock, blocks=(1, 1, 1, 1), planes=PLANES, classes=CLASSES, channels=3, kernel=7, stride=2, padding=None,
                 maxpool=True, shortcut=shortcut_of, shortcut_first=False, **options):
        super().__init__()
        self.conv1 = nn.Conv2d(channels, planes[0], kernel, stride, (kernel - 1) // 2 if padding is None else padding, bias=False)
        self.bn1 = nn.BatchNorm2d(planes[0])
        self.relu = nn.ReLU()
        self.maxpool = nn.MaxPool2d(3, 2, 1) if maxpool else nn.Identity()
        self.stages = len(blocks)
        inputs = planes[0]
        for at, (count, width) in enumerate(zip(blocks, planes)):
            outputs, stride = width * block.expansion, 1 if at == 0 else 2
            way = shortcut(inputs, outputs, stride) if stride != 1 or inputs != outputs or shortcut_first else None
            first = block(inputs, width, stride, way, **options)
            setattr(self, f"layer{at + 1}", nn.Sequential(first, *(block(outputs, width, **options) for _ in range(1, count))))
            inputs = outputs
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(inputs, classes)

    def stem(self, image):
        return self.maxpool(self.relu(self.bn1(self.conv1(image))))

    def features(self, image):
        x = self.stem(image)
        for at in range(self.stages):
            x = getattr(self, f"layer{at + 1}")(x)
        return torch.flatten(self.avgpool(x), 1)

    def forward(self, image):  # [N, C, H, W] -> [N, classes]
        return self.fc(self.features(image))


class Beside(nn.Module):
    """A trunk under one name, its class head beside it."""

    def __init__(self, trunk, head):
        super().__init__()
        network = Network()
        setattr(self, head, network.fc)
        network.fc = nn.Identity()
        setattr(self, trunk, network)
        self.names = (trunk, head)

    def forward(self, image):
        trunk, head = self.names
        return getattr(self, head)(getattr(self, trunk)(image))


class Children(nn.Module):
    """What is left of a network behind nn.Sequential(*list(model.children())[:-1])."""

    def __init__(self):
        super().__init__()
        network = Network()
        self.features = nn.Sequential(*list(network.children())[:-1])
        self.classifier = network.fc

    def forward(self, image):
        return self.classifier(torch.flatten(self.features(image), 1))


# --- blocks and parts that torchvision has not; names as timm and the usual repositories give them


class Attentive(BasicBlock):
    """With something between the last batch-norm and the sum."""

    def __init__(self, inputs, planes, stride=1, downsample=None, attention=None, name="se"):
        super().__init__(inputs, planes, stride, downsample)
        setattr(self, name, attention(planes))
        self.attention_name = name

    def forward(self, x):
        way = x if self.downsample is None else self.downsample(x)
        out = self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x)))))
        return self.relu(getattr(self, self.attention_name)(out) + way)


class Squeeze(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.fc1 = nn.Conv2d(channels, 2, 1)
        self.fc2 = nn.Conv2d(2, channels, 1)

    def forward(self, x):
        return x * torch.sigmoid(self.fc2(torch.relu(self.fc1(x.mean((2, 3), keepdim=True)))))


class ChannelAttention(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv1d(1, 1, 3, padding=1, bias=False)

    def forward(self, x):
        return x * torch.sigmoid(self.conv(x.mean((2, 3)).unsqueeze(1))).transpose(1, 2).unsqueeze(-1)


class PlaceAttention(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 1, 7, padding=3, bias=False)

    def forward(self, x):
        return x * torch.sigmoid(self.conv1(x.mean(1, keepdim=True)))


class PreActivated(nn.Module):
    expansion = 1

    def __init__(self, inputs, planes, stride=1, downsample=None):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(inputs)
        self.conv1 = nn.Conv2d(inputs, planes, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(planes)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        if downsample is not None:
            self.shortcut = nn.Sequential(downsample[0])

    def forward(self, x):
        out = torch.relu(self.bn1(x))
        way = self.shortcut(out) if hasattr(self, "shortcut") else x
        return self.conv2(torch.relu(self.bn2(self.conv1(out)))) + way


class Padded(nn.Module):
    """The paper's option A: every other pixel, zeros for the channels that are new."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.new, self.stride = outputs - inputs, stride

    def forward(self, x):
        return functional.pad(x[:, :, ::self.stride, ::self.stride], (0, 0, 0, 0, 0, self.new))


class PaddedBoth(nn.Module):
    """The same as akamaster has it: half of the zeros before, half behind."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.outputs = outputs

    def forward(self, x):
        return functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.outputs // 4, self.outputs // 4))


class SqueezeLinear(nn.Module):
    """moskomule's: linear layers without biases, in a Sequential."""

    def __init__(self, channels):
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(channels, 3, bias=False), nn.ReLU(), nn.Linear(3, channels, bias=False), nn.Sigmoid())

    def forward(self, x):
        return x * self.fc(x.mean((2, 3)))[:, :, None, None]


class ChannelAttention5(nn.Module):
    """timm's ECA over five channels."""

    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv1d(1, 1, 5, padding=2, bias=False)

    def forward(self, x):
        y = self.conv(x.mean((2, 3)).view(x.shape[0], 1, -1))
        return x * y.view(x.shape[0], -1, 1, 1).sigmoid()


class AttentiveBottleneck(Bottleneck):
    def __init__(self, inputs, planes, stride=1, downsample=None, attention=None, **options):
        super().__init__(inputs, planes, stride, downsample, **options)
        self.se = attention(planes * 4)

    def forward(self, x):
        way = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x))))))
        return self.relu(self.se(self.bn3(self.conv3(out))) + way)


class Learnt(BasicBlock):
    """PReLU in both places, with slopes of their own for every channel."""

    def __init__(self, inputs, planes, stride=1, downsample=None):
        super().__init__(inputs, planes, stride, downsample)
        del self.relu
        self.prelu1, self.prelu2 = nn.PReLU(planes), nn.PReLU(planes)

    def forward(self, x):
        way = x if self.downsample is None else self.downsample(x)
        return self.prelu2(self.bn2(self.conv2(self.prelu1(self.bn1(self.conv1(x))))) + way)


class Learner(nn.Sequential):
    """fastai's vision_learner: a body cut out of a network, and its create_head."""

    def __init__(self, both=True, bias=False):
        network = Network()
        features = PLANES[-1] * (2 if both else 1)
        body = nn.Sequential(*list(network.children())[:-2])
        pool = Both(maxima_first=True) if both else nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
        super().__init__(body, nn.Sequential(pool, nn.Flatten(), nn.BatchNorm1d(features), nn.Dropout(0.25), nn.Linear(features, 6, bias=bias), nn.ReLU(),
                                             nn.BatchNorm1d(6), nn.Dropout(0.5), nn.Linear(6, CLASSES, bias=bias)))


class GeM(nn.Module):
    def __init__(self):
        super().__init__()
        self.p = nn.Parameter(torch.ones(1))

    def forward(self, x):
        return x.clamp(min=1e-6).pow(self.p).mean((2, 3), keepdim=True).pow(1 / self.p)


class Both(nn.Module):
    def __init__(self, maxima_first=False):
        super().__init__()
        self.maxima_first = maxima_first

    def forward(self, x):
        pooled = [x.mean((2, 3)), x.amax((2, 3))]
        return torch.cat(pooled[::-1] if self.maxima_first else pooled, 1)


class Cosine(nn.Linear):
    def forward(self, x):
        return functional.linear(functional.normalize(x), functional.normalize(self.weight), self.bias)


class Blur(nn.Module):
    """Blur pooling whose filter is not in the state dict."""

    def forward(self, x):
        row = torch.tensor([1, 2, 1], dtype=x.dtype) / 4
        kernel = (row[:, None] * row[None, :]).expand(x.shape[1], 1, 3, 3)
        return functional.conv2d(functional.pad(x, (1, 1, 1, 1), mode="reflect"), kernel, stride=2, groups=x.shape[1])


class Normalising(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.zeros(1, 3, 1, 1))
        self.register_buffer("std", torch.ones(1, 3, 1, 1))
        self.model = Network()

    def forward(self, image):
        return self.model((image - self.mean) / self.std)


# --- what is done to a network before it is saved


def changed(network, change):
    change(network)
    return network


def everywhere(kind, make):
    def change(network):
        for module in list(network.modules()):
            for name, child in module.named_children():
                if isinstance(child, kind):
                    setattr(module, name, make(child))
    return change


def with_parts(**parts):
    """Modules that the forward pass does not use."""
    def change(network):
        for name, part in parts.items():
            network.add_module(name, part)
    return change


def perceptron(*widths):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def dilated(network):
    for module in network.layer4.modules():
        if isinstance(module, nn.Conv2d):
            module.stride = (1, 1)
            if module.kernel_size == (3, 3):
                module.dilation = module.padding = (2, 2)


def unstrided(network):
    for module in network.layer4.modules():
        if isinstance(module, nn.Conv2d):
            module.stride = (1, 1)


def blurred(network):
    for block in (network.layer2[0], network.layer3[0], network.layer4[0]):
        block.conv1.stride = (1, 1)
        block.bn1.register_forward_hook(lambda module, inputs, output: Blur()(torch.relu(output)))  # the ReLU behind it changes nothing then


def first_stage_strided(network):
    network.layer1[0].conv1.stride = network.layer1[0].downsample[0].stride = (2, 2)


def strided_first(network):
    for module in network.modules():
        if isinstance(module, Bottleneck):
            module.conv1.stride, module.conv2.stride = module.conv2.stride, module.conv1.stride


def set_epsilon(network):
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eps = 1e-3


def deep_stem(network):
    def conv(inputs, outputs, stride):
        return nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
    network.conv1 = nn.Sequential(conv(3, 2, 2), nn.BatchNorm2d(2), nn.ReLU(), conv(2, 2, 1), nn.BatchNorm2d(2), nn.ReLU(), conv(2, PLANES[0], 1))


def strided_stem(network):
    """ResNet-RS: a convolution for the max-pool."""
    network.maxpool = nn.Sequential(nn.Conv2d(PLANES[0], PLANES[0], 3, 2, 1, bias=False), nn.BatchNorm2d(PLANES[0]), nn.ReLU())


def headed(*layers):
    return lambda: changed(Network(), lambda network: setattr(network, "fc", nn.Sequential(*layers)))


def pooled_shortcut(inputs, outputs, stride):
    pool = nn.AvgPool2d(2, stride, ceil_mode=True, count_include_pad=False) if stride > 1 else nn.Identity()
    return nn.Sequential(pool, nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs))


def wide_shortcut(inputs, outputs, stride):
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs))


def without_last_norm(network):
    network.bn1 = nn.Identity()  # kuangliu's PreActResNet has none behind its first convolution
    network.relu = nn.Identity()


def prefixed(prefix):
    return lambda state: {prefix + key: value for key, value in state.items()}


def renamed(*pairs):
    def rename(state):
        result = {}
        for key, value in state.items():
            for old, new in pairs:
                key = key.replace(old, new)
            result[key] = value
        return result
    return rename


def transformers_name(key):
    parts = key.split(".")
    if key.startswith("conv1"):
        return "resnet.embedder.embedder.convolution." + parts[-1]
    if key.startswith("bn1"):
        return "resnet.embedder.embedder.normalization." + parts[-1]
    if key.startswith("fc"):
        return "classifier.1." + parts[-1]
    place = f"resnet.encoder.stages.{int(parts[0][5]) - 1}.layers.{parts[1]}."
    if parts[2] == "downsample":
        return place + "shortcut." + ("convolution." if parts[3] == "0" else "normalization.") + parts[-1]
    return place + f"layer.{int(parts[2][-1]) - 1}." + ("convolution." if parts[2].startswith("conv") else "normalization.") + parts[-1]


def residual_function_name(key):
    """weiaicunzai's names."""
    parts = key.split(".")
    if key.startswith(("conv1", "bn1")):
        return f"conv1.{0 if key.startswith('conv1') else 1}.{parts[-1]}"
    if key.startswith("fc"):
        return key
    place = f"conv{int(parts[0][5]) + 1}_x.{parts[1]}."
    if parts[2] == "downsample":
        return place + f"shortcut.{parts[3]}.{parts[-1]}"
    return place + f"residual_function.{3 * int(parts[2][-1]) - (3 if parts[2].startswith('conv') else 2)}.{parts[-1]}"


def first_part(names):
    def rename(key):
        first, rest = key.split(".", 1)
        return f"{names.get(first, first)}.{rest}"
    return each_name(rename)


def each_name(rename):
    return lambda state: {rename(key): value for key, value in state.items()}


def dropped(prefix):
    return lambda state: {key: value for key, value in state.items() if not key.startswith(prefix)}


def two_of(first, second):
    return lambda state: {**prefixed(first)(state), **prefixed(second)(state), "queue": torch.zeros(8, 16)}


def counters_as_floats(state):
    return {key: value.float() if key.endswith("num_batches_tracked") else value for key, value in state.items()}


def bottlenecks(block=Bottleneck, **options):
    return Network(block, (1, 2, 1, 1), (4, 4, 6, 8), **options)


def biased(network):
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            module.bias = nn.Parameter(torch.zeros(module.out_channels))


# name, must, network, what is done to its state dict, facts
CONVENTIONS = [
    ("`model.` before every name", "right", Network, prefixed("model."), {}),
    ("`backbone.` before every name", "right", Network, prefixed("backbone."), {}),
    ("`net.` before every name", "right", Network, prefixed("net."), {}),
    ("`module.encoder_q.` before every name (MoCo, cut out and trained on)", "right", Network, prefixed("module.encoder_q."), {}),
    ("`backbone.…` and `head.…` beside it", "right", lambda: Beside("backbone", "head"), None, {}),
    ("`encoder.…` and `classifier.…` beside it", "right", lambda: Beside("encoder", "classifier"), None, {}),
    ("`model.backbone.…` and `model.fc.…`", "right", lambda: Beside("backbone", "fc"), prefixed("model."), {}),
    ("`fc.1` (dropout before it)", "right", lambda: changed(Network(), lambda n: setattr(n, "fc", nn.Sequential(nn.Dropout(), n.fc))), None, {}),
    ("`fc.0` (dropout behind it)", "right", lambda: changed(Network(), lambda n: setattr(n, "fc", nn.Sequential(n.fc, nn.Dropout()))), None, {}),
    ("`head.fc`", "right", Network, renamed(("fc.", "head.fc.")), {}),
    ("`linear`", "right", Network, renamed(("fc.", "linear.")), {}),
    ("`last_linear`", "right", Network, renamed(("fc.", "last_linear.")), {}),
    ("`classifier.1`", "right", Network, renamed(("fc.", "classifier.1.")), {}),
    ("`shortcut.0`, `shortcut.1` and `linear`, 7×7 stem", "right", Network, renamed(("downsample", "shortcut"), ("fc.", "linear.")), {}),
    ("the trunk as nn.Sequential(*children): `features.0`, `features.4.0.conv1`", "right", Children, None, {}),
    ("`aux_classifier` beside the class head", "right", lambda: changed(Network(), with_parts(aux_classifier=nn.Sequential(nn.Conv2d(6, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.Conv2d(4, 5, 1)))), None, {}),
    ("`projection_head` beside the class head (SimCLR, SupCon)", "right", lambda: changed(Network(), with_parts(projection_head=perceptron(7, 8, 4))), None, {}),
    ("`projector` and `predictor` beside the class head (BYOL, SimSiam)", "right", lambda: changed(Network(), with_parts(projector=perceptron(7, 9, 8), predictor=perceptron(8, 3, 8))), None, {}),
    ("`prototypes` beside the class head (SwAV)", "right", lambda: changed(Network(), with_parts(prototypes=nn.Linear(4, 30, bias=False))), None, {}),
    ("a projection head that could stand before the class head", "refused", lambda: changed(Network(), with_parts(projector=nn.Linear(7, 7))), None, {}),
    ("the loss' class weights: `criterion.weight` beside `model.…`", "right", Network, lambda state: {**prefixed("model.")(state), "criterion.weight": torch.ones(CLASSES)}, {}),
    ("`num_batches_tracked` in half precision, as .half() over a dict leaves it", "right", Network, counters_as_floats, {}),
    ("one class", "right", lambda: Network(classes=1), None, {}),
    ("two classes", "right", lambda: Network(classes=2), None, {}),
    ("a class head without bias", "right", lambda: changed(Network(), lambda n: setattr(n, "fc", nn.Linear(7, CLASSES, bias=False))), None, {}),
    ("convolutions with biases", "right", lambda: changed(Network(), biased), None, {}),
    ("bottlenecks", "right", bottlenecks, None, {}),
    ("twice as wide inside (Wide ResNet)", "right", lambda: bottlenecks(base_width=128), None, {}),
    ("groups of channels (ResNeXt)", "right", lambda: bottlenecks(groups=2, base_width=64), None, {}),
    ("stochastic depth and dropout, which evaluation leaves out", "right", lambda: changed(Network(), lambda n: setattr(n, "avgpool", nn.Sequential(n.avgpool, nn.Dropout()))), None, {}),
    ("MoCo as it is trained: `encoder_q`, `encoder_k`, `queue`: the features of the former", "right", lambda: changed(Network(), lambda n: setattr(n, "fc", perceptron(7, 7, 4))), two_of("encoder_q.", "encoder_k."), {"features": True}),
    ("`online_encoder.…` and `target_encoder.…`: the former", "right", Network, lambda state: {**prefixed("online_encoder.")(state), **prefixed("target_encoder.")(state)}, {}),
    ("`student.…` and `critic.…` in one dict", "refused", Network, lambda state: {**prefixed("student.")(state), **prefixed("critic.")(state)}, {}),
    ("SimCLR as it is trained: a projection for a class head", "right", lambda: changed(Network(), lambda n: setattr(n, "fc", perceptron(7, 7, 4))), None, {}),
    ("a backbone without class head: its features", "right", Network, dropped("fc."), {"features": True}),
    ("SwAV: `projection_head` and `prototypes`, no class head: its features", "right", lambda: changed(Network(), with_parts(projection_head=perceptron(7, 8, 4), prototypes=nn.Linear(4, 30, bias=False))), dropped("fc."), {"features": True}),
    ("Barlow Twins: `backbone`, `projector` and a batch-norm without weights: its features", "right", lambda: changed(Network(), with_parts(projector=perceptron(7, 9, 8), bn=nn.BatchNorm1d(8, affine=False))), dropped("fc."), {"features": True}),
    ("a backbone with attention pooled over it: `attnpool`", "refused", lambda: changed(Network(), with_parts(attnpool=nn.ModuleDict({"q_proj": nn.Linear(7, 7), "c_proj": nn.Linear(7, 7)}))), dropped("fc."), {}),
    ("`resnet.` before every name", "right", Network, prefixed("resnet."), {}),
    ("`network.feature_extractor.` before every name", "right", Network, prefixed("network.feature_extractor."), {}),
    ("a field's own name before every name: `my_net_v2.`", "right", Network, prefixed("my_net_v2."), {}),
    ("`student.…` and `head.…` beside it", "right", lambda: Beside("student", "head"), None, {}),
    ("`encoder.…` and `class_layer.…`: a head of an unusual name", "right", lambda: Beside("encoder", "class_layer"), None, {}),
    ("`backbone.…` and `head.fc.…` (mmpretrain)", "right", lambda: Beside("backbone", "head"), renamed(("head.", "head.fc.")), {}),
    ("the names of the transformers library", "right", bottlenecks, each_name(transformers_name), {}),
    ("the same of basic blocks", "right", lambda: Network(blocks=(2, 1, 2, 1)), each_name(transformers_name), {}),
    ("fastai: a body `0.…` and a head `1.2` … `1.8` of two layers on maxima and means", "right", Learner, None, {}),
    ("fastai's first version: its linear layers have biases", "right", lambda: Learner(bias=True), None, {}),
    ("fastai without concatenated pools", "right", lambda: Learner(both=False), None, {}),
    ("nn.Sequential(*children) without a prefix, the class head behind: `0.weight`, `4.0.conv1`, `9.weight`", "right", Network,
     first_part({"conv1": "0", "bn1": "1", "layer1": "4", "layer2": "5", "layer3": "6", "layer4": "7", "fc": "9"}), {}),
    ("a class head of two layers: `fc.0`, `fc.2`", "right", headed(nn.Linear(7, 6), nn.ReLU(), nn.Linear(6, CLASSES)), None, {}),
    ("with dropout between them: `fc.0`, `fc.3`", "right", headed(nn.Linear(7, 6), nn.ReLU(), nn.Dropout(), nn.Linear(6, CLASSES)), None, {}),
    ("with batch-norm: `fc.0`, `fc.1`, `fc.4`", "right", headed(nn.Linear(7, 6), nn.BatchNorm1d(6), nn.ReLU(), nn.Dropout(), nn.Linear(6, CLASSES)), None, {}),
    ("of three layers: `classifier.0`, `classifier.3`, `classifier.6`", "right", headed(nn.Linear(7, 6), nn.ReLU(), nn.Dropout(), nn.Linear(6, 8), nn.ReLU(), nn.Dropout(), nn.Linear(8, CLASSES)), renamed(("fc.", "classifier.")), {}),
    ("two linear layers with nothing between", "right", headed(nn.Linear(7, 6), nn.Linear(6, CLASSES)), None, {}),
    ("two layers with room for anything between: `fc.0`, `fc.4`", "refused", headed(nn.Linear(7, 6), nn.Tanh(), nn.Dropout(), nn.Identity(), nn.Linear(6, CLASSES)), None, {}),
    ("room on both sides of a batch-norm: `fc.0`, `fc.2`, `fc.4`", "refused", headed(nn.Linear(7, 6), nn.Dropout(), nn.BatchNorm1d(6), nn.ReLU(), nn.Linear(6, CLASSES)), None, {}),
    ("two heads of the same features: `fc_age`, `fc_sex`", "refused", lambda: changed(Network(), lambda n: (setattr(n, "fc_age", n.fc), setattr(n, "fc_sex", nn.Linear(7, 2)))), dropped("fc."), {}),
    ("weight normalisation", "refused", lambda: changed(Network(), lambda n: weight_norm(n.fc)), None, {}),
    ("pruned, not yet for good", "refused", lambda: changed(Network(), lambda n: prune.l1_unstructured(n.layer1[0].conv1, "weight", amount=0.3)), None, {}),
    ("another family (VGG)", "refused", lambda: None, lambda _: {"features.0.weight": torch.zeros(4, 3, 3, 3), "classifier.0.weight": torch.zeros(5, 4)}, {}),
]

VARIANTS = [
    ("squeeze-and-excitation, with timm's names", "right", lambda: Network(Attentive, attention=Squeeze), None, {}),
    ("efficient channel attention (ECA)", "right", lambda: Network(Attentive, attention=ChannelAttention), None, {}),
    ("squeeze-and-excitation in bottlenecks", "right", lambda: bottlenecks(block=AttentiveBottleneck, attention=Squeeze), None, {}),
    ("squeeze-and-excitation of linear layers: `se.fc.0`, `se.fc.2`", "right", lambda: Network(Attentive, attention=SqueezeLinear), None, {}),
    ("ECA over five channels in bottlenecks", "right", lambda: bottlenecks(block=AttentiveBottleneck, attention=ChannelAttention5), None, {}),
    ("ECA called `eca`", "right", lambda: Network(Attentive, attention=ChannelAttention, name="eca"), None, {}),
    ("attention to places (CBAM's second half)", "refused", lambda: Network(Attentive, attention=PlaceAttention, name="sa"), None, {}),
    ("PReLU for ReLU", "right", lambda: changed(Network(), everywhere(nn.ReLU, lambda _: nn.PReLU())), None, {}),
    ("PReLU with slopes for every channel: `prelu1`, `prelu2`", "right", lambda: Network(Learnt), None, {}),
    ("GeM pooling", "refused", lambda: changed(Network(), lambda n: setattr(n, "avgpool", GeM())), None, {}),
    ("mean and maximum pooled side by side", "refused", lambda: changed(Network(), lambda n: (setattr(n, "avgpool", Both()), setattr(n, "fc", nn.Linear(14, CLASSES)))), None, {}),
    ("a second head", "refused", lambda: changed(Network(), with_parts(fc2=nn.Linear(7, 3))), None, {}),
    ("a class head of two layers", "right", lambda: changed(Network(), lambda n: setattr(n, "fc", perceptron(7, 6, CLASSES))), None, {}),
    ("`layer1.2` without `layer1.1`", "refused", lambda: Network(blocks=(3, 1, 1, 1)), dropped("layer1.1."), {}),
    ("three stages (CIFAR)", "right", lambda: Network(blocks=(1, 1, 1), planes=(4, 5, 6), kernel=3, stride=1, maxpool=False), renamed(("fc.", "linear.")), {}),
    ("five stages", "right", lambda: Network(blocks=(1, 1, 1, 1, 1), planes=(4, 5, 6, 7, 7)), None, {}),
    ("shortcuts without weights (option A)", "asked", lambda: Network(shortcut=Padded), None, {"stem": "stride=2,pool=max,shortcut=behind"}),
    ("three stages, option A with zeros on both sides (akamaster's resnet20)", "right", lambda: Network(blocks=(1, 2, 1), planes=(4, 8, 16), kernel=3, stride=1, maxpool=False, shortcut=PaddedBoth), renamed(("fc.", "linear.")), {}),
    ("three stages, option B: `downsample`, `fc`", "right", lambda: Network(blocks=(2, 1, 1), planes=(4, 5, 6), kernel=3, stride=1, maxpool=False), None, {}),
    ("`conv2_x.0.residual_function.0` (weiaicunzai)", "right", lambda: Network(kernel=3, stride=1, maxpool=False, blocks=(2, 1, 1, 1)), each_name(residual_function_name), {}),
    ("the same of bottlenecks", "right", lambda: bottlenecks(kernel=3, stride=1, maxpool=False), each_name(residual_function_name), {}),
    ("batch-norm before the convolutions, none behind the last (kuangliu's PreActResNet)", "right", lambda: changed(Network(PreActivated, kernel=3, stride=1, maxpool=False), without_last_norm), None, {}),
    ("group normalisation", "refused", lambda: changed(Network(), everywhere(nn.BatchNorm2d, lambda norm: nn.GroupNorm(1, norm.num_features))), None, {}),
    ("batch-norm without weights of its own", "refused", lambda: changed(Network(), everywhere(nn.BatchNorm2d, lambda norm: nn.BatchNorm2d(norm.num_features, affine=False))), None, {}),
    ("a deep stem", "right", lambda: changed(Network(), deep_stem), None, {}),
    ("average-pool downsampling (ResNet-D): `downsample.1` is the convolution", "right", lambda: Network(shortcut=pooled_shortcut), None, {}),
    ("ResNet-D: both, in bottlenecks", "right", lambda: changed(bottlenecks(shortcut=pooled_shortcut), deep_stem), None, {}),
    ("the same as mmpretrain names it: `stem.0` … `stem.7`", "right", lambda: changed(Network(shortcut=pooled_shortcut), deep_stem), first_part({"conv1": "stem", "bn1": "stem.7"}), {}),
    ("ResNet-RS: and a convolution for the max-pool", "right", lambda: changed(Network(Attentive, attention=Squeeze, shortcut=pooled_shortcut), lambda n: (deep_stem(n), strided_stem(n))), None, {}),
    ("3×3 convolutions for shortcuts", "refused", lambda: Network(shortcut=wide_shortcut), None, {}),
    ("normalisation of the pixels inside: `mean`, `std`", "refused", Normalising, None, {}),
    ("one input channel", "right", lambda: Network(channels=1), None, {"channels": 1}),
    ("one input channel, 96 in the stem", "right", lambda: Network(channels=1, planes=(96, 5, 6, 7)), None, {"channels": 1}),
    ("four input channels", "refused", lambda: Network(channels=4), None, {}),
    ("a 3×3 stem that does not stride, no max-pool (CIFAR)", "asked", lambda: Network(kernel=3, stride=1, maxpool=False), None, {"stem": "stride=1,pool=none"}),
    ("the same as kuangliu names it: `shortcut.0`, `linear`", "right", lambda: Network(kernel=3, stride=1, maxpool=False), renamed(("downsample", "shortcut"), ("fc.", "linear.")), {}),
    ("a 3×3 stem that does not stride, with max-pool", "asked", lambda: Network(kernel=3, stride=1), None, {"stem": "stride=1,pool=max"}),
    ("a 3×3 stem that strides, with max-pool", "asked", lambda: Network(kernel=3), None, {"stem": "stride=2,pool=max"}),
    ("a 5×5 stem", "asked", lambda: Network(kernel=5), None, {"stem": "stride=2,pool=max"}),
    ("a 4×4 stem of patches", "asked", lambda: Network(kernel=4, stride=4, padding=0, maxpool=False), None, {"stem": "stride=4,pool=none,padding=0"}),
    ("a first stage that strides, with a shortcut that keeps its channels, and no max-pool", "asked", lambda: changed(Network(maxpool=False, shortcut_first=True), first_stage_strided), None, {"stem": "stride=2,pool=none,layer1=2"}),
    ("a shortcut that keeps its channels, without a stride", "asked", lambda: Network(shortcut_first=True), None, {"stem": "stride=2,pool=max,layer1=1"}),
    ("a 7×7 stem without max-pool", "hidden", lambda: Network(maxpool=False), None, {"stem": "stride=2,pool=none"}),
    ("a 7×7 stem that does not stride", "hidden", lambda: Network(stride=1), None, {"stem": "stride=1,pool=max"}),
    ("stride on a bottleneck's first convolution", "hidden", lambda: changed(bottlenecks(), strided_first), None, {"bottleneck_stride": "conv1"}),
    ("another ε (1e-3)", "hidden", lambda: changed(Network(), set_epsilon), None, {"batch_norm_epsilon": "0.001"}),
    ("a dilated last stage", "hidden", lambda: changed(Network(), dilated), None, {}),
    ("a last stage that does not stride", "hidden", lambda: changed(Network(), unstrided), None, {}),
    ("LeakyReLU for ReLU", "hidden", lambda: changed(Network(), everywhere(nn.ReLU, lambda _: nn.LeakyReLU(0.1))), None, {}),
    ("SiLU for ReLU", "hidden", lambda: changed(Network(), everywhere(nn.ReLU, lambda _: nn.SiLU())), None, {}),
    ("the maximum pooled before the class head", "hidden", lambda: changed(Network(), lambda n: setattr(n, "avgpool", nn.AdaptiveMaxPool2d(1))), None, {}),
    ("average pooling in the stem", "hidden", lambda: changed(Network(), lambda n: setattr(n, "maxpool", nn.AvgPool2d(3, 2, 1))), None, {}),
    ("blur pooling, its filter not in the file", "hidden", lambda: changed(Network(), blurred), None, {}),
    ("a cosine for a class head", "hidden", lambda: changed(Network(), lambda n: setattr(n, "fc", Cosine(7, CLASSES))), None, {}),
    ("a softmax behind the class head", "hidden", lambda: changed(Network(), lambda n: setattr(n, "fc", nn.Sequential(n.fc, nn.Softmax(1)))), None, {}),
]


def kind_of(name, shape):
    """w: weights, by what they sum over; s: scales around one; b: around zero."""
    if name.endswith(("running_var", "std")) or (name.endswith((".weight", ".p")) and len(shape) == 1):
        return "s"
    return "w" if len(shape) > 1 else "b"


def drawn(index, kind, shape):  # as test/src/conventions.test.ts draws them
    if kind == "w":
        return seeded(index, shape, math.sqrt((6 if len(shape) == 4 else 3) / max(1, math.prod(shape[1:]))))
    centre, spread = (1, 0.5) if kind == "s" else (0, 0.25)
    return (centre + seeded(index, shape, spread).astype("f8")).astype("f4")


def fill(network):
    """Draws the network's numbers. -> its state dict, and the kind of each tensor by identity of its name"""
    state = network.state_dict()
    kinds = {}
    for index, key in enumerate(state):
        if not state[key].is_floating_point():
            continue
        kinds[key] = (index, kind_of(key, state[key].shape))
        state[key] = torch.from_numpy(drawn(index, kinds[key][1], tuple(state[key].shape)))
    network.load_state_dict(state)
    return state, kinds


def image_of(channels):
    return torch.from_numpy(seeded(1000, (1, *SIZE, channels), 2)).double().permute(0, 3, 1, 2)


def logits_of(network, channels=3, features=False):
    network = copy.deepcopy(network).eval().double()
    with torch.no_grad():
        return encode((network.features if features else network)(image_of(channels)).numpy())


def grad_cam_of(network, channels=3, features=False):
    """Of the first class at the last stage, or of the first feature, raw. [h, w]"""
    network = copy.deepcopy(network).eval().double()
    kept = []
    getattr(network, f"layer{network.stages}").register_forward_hook(lambda module, inputs, output: kept.append(output))
    logits = (network.features if features else network)(image_of(channels))
    gradient, = torch.autograd.grad(logits[0, 0], kept[0])
    return encode((gradient.mean((2, 3), keepdim=True) * kept[0]).sum((0, 1)).detach().numpy())


def row(name, must, make, change, facts):
    network = make()
    state, kinds = fill(network) if network is not None else ({}, {})
    of = {id(tensor): kinds[key] for key, tensor in state.items() if key in kinds}
    saved = change(state) if change else state
    floats = [(key, tensor) for key, tensor in saved.items() if tensor.is_floating_point()]
    marks = [of.get(id(tensor), (900 + at, kind_of(key, tensor.shape))) for at, (key, tensor) in enumerate(floats)]
    tensors = [[key, list(tensor.shape), *mark] for (key, tensor), mark in zip(floats, marks)]
    if must == "refused":
        return {"name": name, "must": must, **facts, "tensors": tensors}
    options = {fact: facts[fact] for fact in ("channels", "features") if fact in facts}
    maps = {"gradCam": grad_cam_of(network, **options)} if isinstance(network, Network) and must in ("right", "asked") else {}
    return {"name": name, "must": must, **facts, "tensors": tensors, "logits": logits_of(network, **options), **maps}


# --- containers: what torch.save and others put around the tensors


def training():
    """A network, and what its optimizer keeps of it."""
    network = Network()
    state, _ = fill(network)
    optimizer = torch.optim.Adam(network.parameters())
    network.train()(torch.zeros(2, 3, *SIZE)).sum().backward()
    optimizer.step()
    network.load_state_dict(state)  # as it was drawn
    return network.eval(), state, optimizer


def cast(state, dtype):
    return {key: value.to(dtype) if value.is_floating_point() else value for key, value in state.items()}


def as_safetensors(state, metadata):
    """The format's own words: a length, JSON, the numbers."""
    names = {torch.float32: "F32", torch.float16: "F16", torch.int64: "I64"}
    header, data = {"__metadata__": metadata}, b""
    for key, value in state.items():
        raw = value.contiguous().numpy().tobytes()
        header[key] = {"dtype": names[value.dtype], "shape": list(value.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def average_of(state, share):
    return {key: value * share if value.is_floating_point() else value for key, value in state.items()}


def containers():
    network, state, optimizer = training()
    small = Network(kernel=3, stride=1, maxpool=False)
    small_state, _ = fill(small)
    legacy = {"_use_new_zipfile_serialization": False}
    lightning = {"epoch": 3, "global_step": 40, "pytorch-lightning_version": "1.9.0", "state_dict": {**prefixed("model.")(state), "criterion.weight": torch.ones(CLASSES)},
                 "callbacks": {}, "optimizer_states": [optimizer.state_dict()], "lr_schedulers": [], "hyper_parameters": {"lr": 0.1}}
    averaged = {"n_averaged": torch.tensor(5), **prefixed("module.")(state)}
    raw = logits_of(network)

    def half(dtype):
        rounded = Network().eval()
        rounded.load_state_dict(cast(cast(state, dtype), torch.float32))
        return logits_of(rounded)

    yield "plain.pth", "torch.save(model.state_dict())", "right", raw, {}, state, {}
    yield "legacy.pth", "the same before PyTorch 1.6", "right", raw, {}, state, legacy
    yield "data_parallel.pth", "DataParallel: `module.` before every name", "right", raw, {}, prefixed("module.")(state), {}
    yield "compiled.pth", "torch.compile: `_orig_mod.` before every name", "right", raw, {}, prefixed("_orig_mod.")(state), {}
    yield "lightning.ckpt", "Lightning: `state_dict` of `model.…` and `criterion.weight`, optimizers beside", "right", raw, {}, lightning, {}
    yield "training.pth", "`model`, `optimizer`, `epoch` in a dict", "right", raw, {}, {"model": state, "optimizer": optimizer.state_dict(), "epoch": 7, "args": None}, {}
    yield "cifar.pth", "kuangliu's `net`, `acc`, `epoch`; `shortcut.0`, `linear`, a 3×3 stem", "right", logits_of(small), {}, \
        {"net": prefixed("module.")(renamed(("downsample", "shortcut"), ("fc.", "linear."))(small_state)), "acc": 93.1, "epoch": 199}, {}
    yield "average_beside.pth", "`state_dict` and its moving average `state_dict_ema`: the former", "right", raw, {}, {"state_dict": state, "state_dict_ema": average_of(state, 0.9)}, {}
    yield "averaged.pth", "swa_utils.AveragedModel: `n_averaged` beside `module.…`", "right", raw, {}, averaged, {}
    yield "half.pth", "float16", "right", half(torch.float16), {}, cast(state, torch.float16), {}
    yield "bfloat16.pth", "bfloat16", "right", half(torch.bfloat16), {}, cast(state, torch.bfloat16), {}
    yield "double.pth", "float64", "right", raw, {}, cast(state, torch.float64), {}
    yield "plain.safetensors", "safetensors", "right", raw, {}, as_safetensors(state, {"format": "pt"}), {}
    yield "cifar.safetensors", "safetensors whose metadata say the stem: `camlucida.stem`", "right", logits_of(small), {}, as_safetensors(small_state, {"camlucida.stem": "stride=1,pool=none"}), {}
    yield "optimizer.pth", "an optimizer's state alone", "refused", None, {}, optimizer.state_dict(), {}
    yield "two_networks.pth", "`student` and `teacher` in a dict", "refused", None, {}, {"student": state, "teacher": average_of(state, 0.9)}, {}
    yield "average_flat.pth", "`model.…` and `ema_model.…` in one dict: the former", "right", raw, {}, {**prefixed("model.")(state), **prefixed("ema_model.")(state)}, {}
    yield "whole_model.pth", "torch.save(model): a pickled program", "refused", None, {}, network, {}


def write_containers():
    folder = FOLDER / "conventions"
    rows = []
    for file, name, must, logits, facts, content, options in containers():
        if isinstance(content, bytes):
            (folder / file).write_bytes(content)
        else:
            torch.save(content, folder / file, **options)
        rows.append({"name": name, "must": must, **facts, "file": file, **({} if logits is None else {"logits": logits})})
    return rows


def write_pictures_logits():
    """What --check is given: the logits of samples/chelsea.png, as weights/README.md saves them, by plain.pth's network and by a dilated one."""
    prepare = transforms.Compose([
        transforms.Resize((224, 224)),
        transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
    ])
    picture = prepare(Image.open(Path(__file__).parent.parent / "samples/chelsea.png").convert("RGB"))[None]
    network = Network()
    fill(network)
    for name in ("chelsea.npy", "chelsea_dilated.npy"):
        with torch.no_grad():
            numpy.save(FOLDER / "conventions" / name, network.eval()(picture).numpy())
        dilated(network)


def main():
    (FOLDER / "conventions").mkdir(exist_ok=True)
    write_pictures_logits()
    tables = {"conventions": write_containers() + [row(*each) for each in CONVENTIONS], "variants": [row(*each) for each in VARIANTS]}
    lines = [f'"source": "test/reference_conventions.py, PyTorch {torch.__version__}"', f'"shape": {json.dumps([1, *SIZE, 3])}']
    for name, rows in tables.items():
        print(name, collections.Counter(each["must"] for each in rows))
        members = ",\n".join("  " + json.dumps(each, ensure_ascii=False, separators=(",", ":")) for each in rows)
        lines.append(f'"{name}": [\n{members}\n]')
    (FOLDER / "conventions.json").write_text("{ " + ",\n".join(lines) + " }\n")


if __name__ == "__main__":
    main()
