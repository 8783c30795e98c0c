"""ResNets: heads, prefixes, stems, variants, and the names of other libraries than torchvision."""
import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils import prune, spectral_norm, weight_norm
from torchvision.models.resnet import BasicBlock, Bottleneck

from kinds.kind import CLASSES, MEAN, STD, Kind, both, by_name, prefixed, renamed
from reference_conventions import (
    PLANES, Attentive, Beside, ChannelAttention, Children, GeM, Network, PlaceAttention, Padded, Squeeze, blurred, bottlenecks, changed,
    deep_stem, dropped, everywhere, perceptron, pooled_shortcut, transformers_name, with_parts, without_last_norm, PreActivated, prefixed,
)

LAST = PLANES[-1]
FEATURES = {"features": True}  # a backbone: what it answers are its features


def head(*layers):
    return lambda: changed(Network(), lambda n: setattr(n, "fc", nn.Sequential(*layers)))


def pooled(network, image):
    return network.features(image)


class Named(nn.Module):
    """A ResNet as a field of a module of one's own, and other modules beside."""

    def __init__(self, name, **others):
        super().__init__()
        setattr(self, name, Network())
        for other, module in others.items():
            self.add_module(other, module)
        self.name = name

    def forward(self, image):
        return getattr(self, self.name)(image)


class Normalising(nn.Module):
    """Normalises levels of 0 ... 1 itself: what it is given here is normalised for ImageNet already, and so taken back first."""

    def __init__(self, mean, std):
        super().__init__()
        self.register_buffer("mean", mean.view(1, 3, 1, 1).float())
        self.register_buffer("std", std.view(1, 3, 1, 1).float())
        self.model = Network()
        self.numbers = mean.view(1, 3, 1, 1), std.view(1, 3, 1, 1)  # the buffers are drawn anew

    def forward(self, image):
        levels = image * STD.view(1, 3, 1, 1).to(image) + MEAN.view(1, 3, 1, 1).to(image)
        mean, std = self.numbers
        return self.model((levels - mean.to(image)) / std.to(image))


def keeping(**tensors):
    """These numbers are what the kind is about."""
    return lambda state: {**state, **tensors}


def grey(network, image):
    """One channel, the first: how grey is made of a photograph is no fact of the file."""
    return network(image[:, :1])


HEADS = [
    ("`fc`", Network, None),
    ("`fc.1`, a dropout before it", head(nn.Dropout(), nn.Linear(LAST, CLASSES)), None),
    ("`fc.0`, a dropout behind it", head(nn.Linear(LAST, CLASSES), nn.Dropout()), None),
    ("`fc.0` and `fc.3`: two layers", head(nn.Linear(LAST, 9), nn.ReLU(), nn.Dropout(), nn.Linear(9, CLASSES)), None),
    ("`fc.0` and `fc.2`: two layers", head(nn.Linear(LAST, 9), nn.ReLU(), nn.Linear(9, CLASSES)), None),
    ("`fc.1` and `fc.4`: two layers, dropouts before both", head(nn.Dropout(), nn.Linear(LAST, 9), nn.ReLU(), nn.Dropout(), nn.Linear(9, CLASSES)), None),
    ("`fc.0`, `fc.1` (batch-norm) and `fc.3`", head(nn.Linear(LAST, 9), nn.BatchNorm1d(9), nn.ReLU(), nn.Linear(9, CLASSES)), None),
    ("`head`", Network, renamed(("fc.", "head."))),
    ("`head.fc`", Network, renamed(("fc.", "head.fc."))),
    ("`head.1`", Network, renamed(("fc.", "head.1."))),
    ("`last_linear`", Network, renamed(("fc.", "last_linear."))),
    ("`linear`", Network, renamed(("fc.", "linear."))),
    ("`classifier`", Network, renamed(("fc.", "classifier."))),
    ("`classifier.1`", Network, renamed(("fc.", "classifier.1."))),
    ("`output_layer`, a name of one's own", Network, renamed(("fc.", "output_layer."))),
    ("`fc` without a bias", lambda: changed(Network(), lambda n: setattr(n, "fc", nn.Linear(LAST, CLASSES, bias=False))), None),
    ("one logit", lambda: Network(classes=1), None),
]

PREFIXES = ["module.", "model.", "net.", "resnet.", "encoder.", "feature_extractor.", "network.", "backbone.", "module.model.", "model.backbone.", "my_own_field."]

HEADLESS = [
    ("`encoder_q` and `encoder_k` with `queue`: MoCo as it is trained", lambda: changed(Network(), lambda n: setattr(n, "fc", perceptron(LAST, LAST, 4))),
     lambda state: {"epoch": 200, "arch": "resnet50", "state_dict": {**prefixed("module.encoder_q.")(state), **prefixed("module.encoder_k.")(state),
                                                                      "module.queue": torch.zeros(4, 16), "module.queue_ptr": torch.zeros(1, dtype=torch.long)}}, pooled),
    ("a backbone without `fc`: DINO's, Barlow Twins', VICReg's published ResNet-50", Network, dropped("fc."), pooled),
    ("`module.…`, `projection_head` and `prototypes`: SwAV", lambda: changed(Network(), with_parts(projection_head=nn.Sequential(
        nn.Linear(LAST, 9), nn.BatchNorm1d(9), nn.ReLU(), nn.Linear(9, 4)), prototypes=nn.Linear(4, 30, bias=False))), both(dropped("fc."), prefixed("module.")), pooled),
    ("`backbone.…`, `projector` and `bn`: Barlow Twins as it is trained", lambda: changed(Named("backbone", projector=nn.Sequential(
        nn.Linear(LAST, 9, bias=False), nn.BatchNorm1d(9), nn.ReLU(), nn.Linear(9, 9, bias=False)), bn=nn.BatchNorm1d(9, affine=False)),
        lambda n: setattr(n.backbone, "fc", nn.Identity())), lambda state: {"epoch": 1, "model": prefixed("module.")(state)}, lambda network, image: network(image)),
    ("`backbone.fc.0` and `backbone.fc.2`: SimCLR's projection in the place of a head", lambda: changed(Named("backbone"), lambda n: setattr(n.backbone, "fc", perceptron(LAST, LAST, 4))),
     lambda state: {"state_dict": state}, lambda network, image: network(image)),
    ("`student` and `teacher` with `backbone.…` and `head.mlp.…`: DINO as it is trained", lambda: changed(Named("backbone", head=nn.Module()), lambda n: (
        setattr(n.backbone, "fc", nn.Identity()), n.head.add_module("mlp", perceptron(LAST, 9, 4)), n.head.add_module("last_layer", weight_norm(nn.Linear(4, 30, bias=False))))),
     lambda state: {"student": prefixed("module.")(state), "teacher": state, "epoch": 3}, None),
    ("`online_encoder` and `target_encoder`: BYOL", Network, lambda state: {**prefixed("online_encoder.net.")(state), **prefixed("target_encoder.net.")(state)}, lambda network, image: network(image)),
    ("`encoder.…` and `predictor`: SimSiam", lambda: changed(Named("encoder", predictor=perceptron(4, 3, 4)), lambda n: setattr(n.encoder, "fc", nn.Sequential(
        nn.Linear(LAST, LAST, bias=False), nn.BatchNorm1d(LAST), nn.ReLU(), nn.Linear(LAST, 4), nn.BatchNorm1d(4, affine=False)))), lambda state: {"state_dict": prefixed("module.")(state)}, None),
]


# --- CIFAR's


def cifar(blocks=(1, 1, 1, 1), planes=PLANES, **options):
    return Network(blocks=blocks, planes=planes, kernel=3, stride=1, maxpool=False, **options)


class Side(nn.Module):
    """akamaster's option A: every other pixel, zeros before and behind the channels that are there."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.side = (outputs - inputs) // 2

    def forward(self, x):
        return functional.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.side, self.side))


def weiaicunzai_name(key):
    parts = key.split(".")
    if parts[0] in ("conv1", "bn1"):
        return f"conv1.{0 if parts[0] == 'conv1' else 1}.{parts[1]}"
    if parts[0] == "fc":
        return key
    place = f"conv{int(parts[0][5]) + 1}_x.{parts[1]}."
    if parts[2] == "downsample":
        return f"{place}shortcut.{parts[3]}.{parts[4]}"
    at = (int(parts[2][-1]) - 1) * 3 + (0 if parts[2].startswith("conv") else 1)
    return f"{place}residual_function.{at}.{parts[3]}"


class WideBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.bn1, self.conv1 = nn.BatchNorm2d(inputs), nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn2, self.conv2 = nn.BatchNorm2d(outputs), nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.convShortcut = nn.Conv2d(inputs, outputs, 1, stride, bias=False) if inputs != outputs else None

    def forward(self, x):
        out = torch.relu(self.bn1(x))
        way = x if self.convShortcut is None else self.convShortcut(out)
        return way + self.conv2(torch.relu(self.bn2(self.conv1(out))))


class WideResNet(nn.Module):
    """Wide ResNets of 28-10's make: batch-norm before the convolutions."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 3, 1, 1, bias=False)
        for at, (inputs, outputs) in enumerate([(4, 6), (6, 8), (8, 10)]):
            block = nn.Module()
            block.add_module("layer", nn.Sequential(WideBlock(inputs, outputs, 1 if at == 0 else 2), WideBlock(outputs, outputs, 1)))
            setattr(self, f"block{at + 1}", block)
        self.bn1, self.fc = nn.BatchNorm2d(10), nn.Linear(10, CLASSES)

    def forward(self, x):
        x = self.block3.layer(self.block2.layer(self.block1.layer(self.conv1(x))))
        return self.fc(torch.relu(self.bn1(x)).mean((2, 3)))


KUANGLIU = renamed(("downsample", "shortcut"), ("fc.", "linear."))
OF_CIFAR = {"stem": "stride=1,pool=none"}
CIFAR = [
    ("kuangliu's: a 3×3 stem, `shortcut.0`, `linear`", cifar, KUANGLIU, OF_CIFAR),
    ("kuangliu's container: `net` of `module.…`, `acc`, `epoch`", cifar, lambda state: {"net": prefixed("module.")(KUANGLIU(state)), "acc": 95.1, "epoch": 199}, OF_CIFAR),
    ("torchvision's with `conv1` 3×3, no max-pool", cifar, None, OF_CIFAR),
    ("torchvision's with `conv1` 3×3 and its max-pool", lambda: Network(kernel=3, stride=1), None, {"stem": "stride=1,pool=max"}),
    ("three stages, akamaster's: option A, `linear`", lambda: cifar((2, 2, 2), (4, 8, 16), shortcut=Side), renamed(("fc.", "linear.")), OF_CIFAR),
    ("three stages, `downsample`, `fc` (chenyaofo's, bearpaw's)", lambda: cifar((2, 2, 2), (4, 6, 8)), None, OF_CIFAR),
    ("three stages of bottlenecks", lambda: cifar((2, 1, 1), (4, 4, 4), block=Bottleneck), None, OF_CIFAR),
    ("weiaicunzai's: `conv2_x.0.residual_function.0`", cifar, by_name(weiaicunzai_name), OF_CIFAR),
    ("Wide ResNet: `block1.layer.0.bn1`, `convShortcut`", WideResNet, None, {}),
    ("kuangliu's PreActResNet", lambda: changed(Network(PreActivated, kernel=3, stride=1, maxpool=False), without_last_norm), renamed(("fc.", "linear.")), OF_CIFAR),
]


# --- timm's


class AttentiveBottleneck(Bottleneck):
    def __init__(self, inputs, planes, stride=1, downsample=None, attention=Squeeze, name="se", **options):
        super().__init__(inputs, planes, stride, downsample, **options)
        setattr(self, name, attention(planes * 4))
        self.attention_name = name

    def forward(self, x):
        way = x if self.downsample is None else self.downsample(x)
        out = self.relu(self.bn2(self.conv2(self.relu(self.bn1(self.conv1(x))))))
        return self.relu(getattr(self, self.attention_name)(self.bn3(self.conv3(out))) + way)


def timm_deep_stem(network):
    deep_stem(network)
    network.conv1[-1] = nn.Conv2d(2, PLANES[0], 3, 1, 1, bias=False)


def resnet_d(**options):
    return changed(bottlenecks(shortcut=pooled_shortcut, **options), timm_deep_stem)


class PreNormBottleneck(nn.Module):
    """ResNetV2's: normalisation before each convolution; the first block of a stage takes its shortcut behind the first one."""

    def __init__(self, inputs, planes, outputs, stride, norm):
        super().__init__()
        self.norm1, self.conv1 = norm(inputs), nn.Conv2d(inputs, planes, 1, bias=False)
        self.norm2, self.conv2 = norm(planes), nn.Conv2d(planes, planes, 3, stride, 1, bias=False)
        self.norm3, self.conv3 = norm(planes), nn.Conv2d(planes, outputs, 1, bias=False)
        if stride != 1 or inputs != outputs:
            self.downsample = nn.Sequential()
            self.downsample.add_module("conv", nn.Conv2d(inputs, outputs, 1, stride, bias=False))

    def forward(self, x):
        out = torch.relu(self.norm1(x))
        way = self.downsample(out) if hasattr(self, "downsample") else x
        return self.conv3(torch.relu(self.norm3(self.conv2(torch.relu(self.norm2(self.conv1(out))))))) + way


class ResNetV2(nn.Module):
    def __init__(self, norm=nn.BatchNorm2d):
        super().__init__()
        self.stem = nn.Sequential()
        self.stem.add_module("conv", nn.Conv2d(3, 4, 7, 2, 3, bias=False))
        self.stem.add_module("pool", nn.MaxPool2d(3, 2, 1))
        self.stages = nn.Sequential()
        inputs = 4
        for at, outputs in enumerate((8, 12, 16, 20)):
            stage = nn.Sequential()
            stage.add_module("blocks", nn.Sequential(PreNormBottleneck(inputs, 4, outputs, 1 if at == 0 else 2, norm), PreNormBottleneck(outputs, 4, outputs, 1, norm)))
            self.stages.add_module(str(at), stage)
            inputs = outputs
        self.norm = norm(inputs)
        self.head = nn.Sequential()
        self.head.add_module("fc", nn.Conv2d(inputs, CLASSES, 1))

    def forward(self, x):
        x = torch.relu(self.norm(self.stages(self.stem(x))))
        return self.head(x.mean((2, 3), keepdim=True)).flatten(1)


TIMM = [
    ("ResNet-D: `conv1.0` … `conv1.6`, `downsample.1` behind a pooling", resnet_d, None),
    ("a deep stem alone (ResNet-C): `conv1.0`, `conv1.3`, `conv1.6`", lambda: changed(Network(), timm_deep_stem), None),
    ("pooled shortcuts alone: `downsample.1`", lambda: Network(shortcut=pooled_shortcut), None),
    ("SE-ResNet of bottlenecks: `se.fc1`, `se.fc2`", lambda: Network(AttentiveBottleneck, (1, 2, 1, 1), (4, 4, 6, 8), attention=Squeeze), None),
    ("SE-ResNet of basic blocks", lambda: Network(Attentive, attention=Squeeze), None),
    ("legacy SE-ResNet: `layer0.conv1`, `se_module.fc1`, `last_linear`", lambda: Network(AttentiveBottleneck, (1, 2, 1, 1), (4, 4, 6, 8), attention=Squeeze, name="se_module"),
     lambda state: {("layer0." + key if key.startswith(("conv1.", "bn1.")) else key.replace("fc.", "last_linear.", 1) if key.startswith("fc.") else key): x for key, x in state.items()}),
    ("ECA-ResNet: `se.conv`", lambda: Network(AttentiveBottleneck, (1, 2, 1, 1), (4, 4, 6, 8), attention=ChannelAttention), None),
    ("SE and ResNet-D together (SE-ResNet-D)", lambda: changed(Network(AttentiveBottleneck, (1, 1, 1, 1), (4, 4, 6, 8), attention=Squeeze, shortcut=pooled_shortcut), timm_deep_stem), None),
    ("ResNetV2: `stages.0.blocks.0.norm1`, `head.fc` a convolution", ResNetV2, None),
    ("BiT: ResNetV2 with group normalisation", lambda: ResNetV2(lambda channels: nn.GroupNorm(2, channels)), None),
    ("ResNet with group normalisation", lambda: changed(Network(), everywhere(nn.BatchNorm2d, lambda norm: nn.GroupNorm(1, norm.num_features))), None),
    ("CBAM in the blocks", lambda: Network(Attentive, attention=PlaceAttention, name="sa"), None),
]


class Fastai(nn.Sequential):
    """fastai's vision_learner: the trunk's children, then its own head of mean and maximum pooled and two layers."""

    def __init__(self):
        children = list(Network().children())[:-2]
        super().__init__(nn.Sequential(*children), nn.Sequential(
            nn.Identity(), nn.Flatten(), nn.BatchNorm1d(2 * LAST), nn.Dropout(), nn.Linear(2 * LAST, 9, bias=False), nn.ReLU(),
            nn.BatchNorm1d(9), nn.Dropout(), nn.Linear(9, CLASSES, bias=False)))

    def forward(self, x):
        x = self[0](x)
        return self[1](torch.cat([x.amax((2, 3)), x.mean((2, 3))], 1))


def lora_of(state):
    """peft's names: the weight below `base_layer`, two narrow ones beside."""
    result = {}
    for key, value in state.items():
        if key == "fc.weight":
            result["base_model.model.fc.base_layer.weight"] = value
            result["base_model.model.fc.lora_A.default.weight"], result["base_model.model.fc.lora_B.default.weight"] = torch.zeros(2, LAST), torch.zeros(CLASSES, 2)
        else:
            result["base_model.model." + key] = value
    return result


OTHERS = [
    ("`transformers`: `resnet.embedder.embedder.convolution`, bottlenecks", bottlenecks, by_name(transformers_name)),
    ("`transformers`, basic blocks", Network, by_name(transformers_name)),
    ("`fastai`: `0.0.weight`, `1.4`, `1.8`, mean and maximum pooled", Fastai, None),
    ("`fastai`'s container: `model` beside `opt`", Fastai, lambda state: {"model": state, "opt": {"state": [], "hypers": []}}),
    ("mmpretrain: `backbone.…`, `head.fc`, `meta` beside `state_dict`", Network,
     lambda state: {"meta": {"epoch": 100}, "state_dict": {("head.fc." + key[3:] if key.startswith("fc.") else "backbone." + key): x for key, x in state.items()}}),
    ("`nn.Sequential(*children)` and `classifier`", Children, None),
    ("`nn.Sequential(*children)` and `fc` beside `features`", Children, renamed(("classifier.", "fc."))),
    ("`encoder.…` and `classifier.…` beside it", lambda: Beside("encoder", "classifier"), None),
    ("`model.backbone.…` and `model.fc.…`", lambda: Beside("backbone", "fc"), prefixed("model.")),
    ("the loss' class weights beside: `criterion.weight`", Network, lambda state: {**prefixed("model.")(state), "criterion.weight": torch.ones(CLASSES)}),
    ("normalises inside, by ImageNet's numbers: `mean`, `std`", lambda: Normalising(MEAN, STD), keeping(mean=MEAN.view(1, 3, 1, 1).float(), std=STD.view(1, 3, 1, 1).float())),
    ("normalises inside, by 0.5 and 0.5", lambda: Normalising(torch.full((3,), 0.5), torch.full((3,), 0.5)), keeping(mean=torch.full((1, 3, 1, 1), 0.5), std=torch.full((1, 3, 1, 1), 0.5))),
    ("convolutions with biases", lambda: changed(Network(), lambda n: [setattr(m, "bias", nn.Parameter(torch.zeros(m.out_channels))) for m in n.modules() if isinstance(m, nn.Conv2d)]), None),
    ("Wide ResNet-50", lambda: bottlenecks(base_width=128), None),
    ("ResNeXt", lambda: bottlenecks(groups=2, base_width=64), None),
    ("option A in four stages", lambda: Network(planes=(4, 6, 8, 10), shortcut=Padded), None, {"stem": "stride=2,pool=max,shortcut=behind"}),
    ("GeM pooling", lambda: changed(Network(), lambda n: setattr(n, "avgpool", GeM())), None),
    ("PReLU for ReLU", lambda: changed(Network(), everywhere(nn.ReLU, lambda _: nn.PReLU())), None),
    ("pruned, its masks in the file: `weight_orig`, `weight_mask`", lambda: changed(Network(), lambda n: prune.l1_unstructured(n.layer1[0].conv1, "weight", amount=0.3)), None),
    ("spectral normalisation: `weight_orig`, `weight_u`", lambda: changed(Network(), lambda n: spectral_norm(n.fc)), None),
    ("weight normalisation: `weight_g`, `weight_v`", lambda: changed(Network(), lambda n: weight_norm(n.fc)), None),
    ("LoRA: `base_model.model.…`, `lora_A`, `lora_B`", Network, lora_of),
    ("its last stage missing", Network, dropped("layer4.")),
]
NEVER_RIGHT = ("pruned", "spectral", "weight normalisation", "LoRA", "its last stage")  # or not by these numbers

CHANNELS = [
    ("one input channel", lambda: Network(channels=1), None),
    ("four input channels", lambda: Network(channels=4), None),
    ("two input channels", lambda: Network(channels=2), None),
]


def kinds():
    for name, make, change in HEADS:
        yield Kind("ResNet: the head", name, make, change)
    for prefix in PREFIXES:
        yield Kind("ResNet: what stands before its names", f"`{prefix}`", Network, prefixed(prefix))
    for name, make, change, answer in HEADLESS:
        yield Kind("ResNet without a classifier", name, make, change, answer=answer, facts=FEATURES)
    for name, make, change, facts in CIFAR:
        yield Kind("ResNet for CIFAR", name, make, change, size=(32, 32), facts=facts)
    for name, make, change in TIMM:
        yield Kind("ResNet of timm", name, make, change)
    for name, make, change, *facts in OTHERS:
        yield Kind("ResNet otherwise", name, make, change, facts=dict(*facts), **({"answer": None} if name.startswith(NEVER_RIGHT) else {}))
    for name, make, change in CHANNELS:
        yield Kind("ResNet otherwise", name, make, change, answer=grey if name.startswith("one") else None)
