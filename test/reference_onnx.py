"""Writes packages/tensor/src/onnx/fixtures/: small networks as torch.onnx.export writes them, and what PyTorch makes of them.

Weights and images come from seeded.py; the logits and the features of one layer are computed in float64 and stored in
reference.json, and of some the gradient of the second logit. Two files are rewritten here, field by field, into what PyTorch 1.13 does not write: weights in float16, and
weights in a file beside the model.
Run with Debian's python3-torch and python3-torchvision:  python3 test/reference_onnx.py
"""
import json
import warnings
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torchvision.models.resnet import BasicBlock

from reference_resnet import seeded_tensor
from reference_variants import Network
from seeded import encode, seeded

FOLDER = Path(__file__).parent.parent / "packages/tensor/src/onnx/fixtures"


class Residual(nn.Module):
    """A stem, a block around an identity, a strided one; the shape of its last reshape is computed in the graph."""

    def __init__(self, probabilities=False):
        super().__init__()
        self.stem = nn.Conv2d(3, 6, 5, 2, 2, bias=False)
        self.norm = nn.BatchNorm2d(6)
        self.pool = nn.MaxPool2d(3, 2, 1)
        self.block = BasicBlock(6, 6)
        self.last = BasicBlock(6, 10, 2, nn.Sequential(nn.Conv2d(6, 10, 1, 2, bias=False), nn.BatchNorm2d(10)))
        self.mean = nn.AdaptiveAvgPool2d(1)
        self.dropout = nn.Dropout(0.5)
        self.fc = nn.Linear(10, 7)
        self.probabilities = probabilities

    def forward(self, x):
        x = self.features(x)
        x = self.mean(x)
        x = x.view(x.size(0), -1)
        x = self.fc(self.dropout(x))
        return torch.softmax(x, 1) if self.probabilities and torch.onnx.is_in_onnx_export() else x

    def features(self, x):
        return self.last(self.block(self.pool(torch.relu(self.norm(self.stem(x))))))


class Flat(nn.Module):
    """As VGG ends: an image of several positions is flattened, and two layers follow."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 5, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2, 2), nn.Conv2d(5, 6, 3), nn.ReLU(), nn.MaxPool2d(2, 2))
        self.head = nn.Sequential(nn.Linear(6 * 4 * 3, 9), nn.ReLU(), nn.Dropout(), nn.Linear(9, 4))

    def features(self, x):
        return self.body(x)

    def forward(self, x):
        return self.head(torch.flatten(self.features(x), 1))


class ChannelsLast(nn.Module):
    """As Keras' networks come: the image is [N, H, W, 3]; constants scale and shift it; the classes are a product and a sum."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(3, 8, 3, 2, 1), nn.BatchNorm2d(8, eps=1e-3), nn.ReLU(),
            nn.Conv2d(8, 12, 3, padding=2, dilation=2, groups=4, bias=False), nn.BatchNorm2d(12, eps=1e-3), nn.ReLU())
        self.weight = nn.Parameter(torch.zeros(12, 5))
        self.bias = nn.Parameter(torch.zeros(5))

    def features(self, x):
        x = (x / 2 - torch.tensor([0.1, 0.2, -0.3], dtype=x.dtype)).permute(0, 3, 1, 2)
        return self.body(x)

    def forward(self, x):
        return torch.matmul(self.features(x).mean((2, 3)), self.weight) + self.bias


class ResNet18(nn.Module):
    """torchvision's blocks, two in each stage, of 4, 6, 8 and 10 channels."""

    def __init__(self):
        super().__init__()
        self.network = Network(BasicBlock, (2, 2, 2, 2), (4, 6, 8, 10), {}, True)

    def features(self, x):
        n = self.network
        x = n.maxpool(torch.relu(n.bn1(n.conv1(x))))
        return n.layer4(n.layer3(n.layer2(n.layer1(x))))

    def forward(self, x):
        return self.network.fc(torch.flatten(nn.functional.adaptive_avg_pool2d(self.features(x), 1), 1))


class Mobile(nn.Module):
    """As MobileNet and EfficientNet are built: depthwise convolutions, squeeze and excitation, zeros on two sides only."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(3, 8, 3, 2, bias=False), nn.BatchNorm2d(8), nn.Hardswish())
        self.expand = nn.Sequential(nn.Conv2d(8, 14, 1, bias=False), nn.BatchNorm2d(14), nn.ReLU6())
        self.depthwise = nn.Sequential(nn.Conv2d(14, 14, 5, 1, 2, groups=14, bias=False), nn.BatchNorm2d(14), nn.SiLU())
        self.gate = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(14, 5, 1), nn.ReLU(), nn.Conv2d(5, 14, 1), nn.Hardsigmoid())
        self.project = nn.Sequential(nn.Conv2d(14, 8, 1, bias=False), nn.BatchNorm2d(8))
        self.head = nn.Linear(8, 5)

    def features(self, x):
        x = self.stem(x)
        y = self.depthwise(self.expand(x))
        return x + self.project(y * self.gate(y))

    def forward(self, x):
        return self.head(self.features(x).mean((2, 3)))


class Dense(nn.Module):
    """As DenseNet and Inception are built: joined channels, pools of every kind, windows that differ by axis; classes by convolution."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 6, (3, 5), (2, 1), (1, 2)), nn.ReLU(), nn.MaxPool2d(3, 2, ceil_mode=True))
        self.norm = nn.BatchNorm2d(6)
        self.wide, self.tall = nn.Conv2d(6, 5, (1, 3), padding=(0, 1)), nn.Conv2d(5, 4, (3, 1), padding=(1, 0))
        self.pool = nn.AvgPool2d(3, 1, 1, count_include_pad=False)
        self.join = nn.Sequential(nn.Conv2d(16, 9, 1), nn.AvgPool2d(2, 2, 1), nn.ReLU())
        self.classes = nn.Conv2d(9, 4, 1)

    def features(self, x):
        x = self.stem(x)
        y = self.tall(torch.relu(self.wide(torch.relu(self.norm(x)))))
        return self.join(torch.cat([x, y, self.pool(x)], 1))

    def forward(self, x):
        return torch.flatten(nn.functional.adaptive_max_pool2d(self.classes(self.features(x)), 1), 1)


class Shuffle(nn.Module):
    """As ShuffleNet is built: half of the channels goes past, and all change places; of one grey channel, with other activations."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.ReflectionPad2d(2), nn.Conv2d(1, 12, 5, 2), nn.LeakyReLU(0.1))
        self.branch = nn.Sequential(nn.Conv2d(6, 6, 3, 1, 1, groups=6), nn.PReLU(6), nn.Conv2d(6, 6, 1), nn.ELU(0.7))
        self.last = nn.Sequential(nn.Conv2d(7, 8, 3, 2, 1), nn.Tanh())
        self.head = nn.Linear(8, 3)

    def features(self, x):
        a, b = self.stem(x).chunk(2, 1)
        x = torch.cat([a, self.branch(b)], 1)
        n, c, h, w = x.shape
        x = x.view(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w)
        return self.last(x[:, 3:10, 1:])

    def forward(self, x):
        return torch.sigmoid(self.head(self.features(x).mean((2, 3)))) if torch.onnx.is_in_onnx_export() else self.head(self.features(x).mean((2, 3)))


class Next(nn.Module):
    """As ConvNeXt is built: layer norm and GELU, channels-last inside; and group and instance norm."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 4, 4), nn.GroupNorm(2, 8))
        self.depthwise, self.norm = nn.Conv2d(8, 8, 7, padding=3, groups=8), nn.LayerNorm(8, eps=1e-6)
        self.wide, self.narrow = nn.Linear(8, 20), nn.Linear(20, 8)
        self.scale = nn.Parameter(torch.zeros(8, 1, 1))
        self.last = nn.Sequential(nn.Conv2d(8, 10, 2, 2), nn.InstanceNorm2d(10, affine=True))
        self.end, self.head = nn.LayerNorm(10), nn.Linear(10, 6)

    def features(self, x):
        x = self.stem(x)
        y = self.norm(self.depthwise(x).permute(0, 2, 3, 1))
        y = self.narrow(nn.functional.gelu(self.wide(y))).permute(0, 3, 1, 2)
        return self.last(x + self.scale * y).relu()

    def forward(self, x):
        return self.head(self.end(self.features(x).mean((2, 3))))


class Pyramid(nn.Module):
    """As feature pyramids are built: maps of several sizes, enlarged in every way, joined and added; channels as pixels; windows."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, 2, 1), nn.SELU())
        self.down = nn.Sequential(nn.Conv2d(8, 12, 3, 2, 1), nn.CELU(0.8))
        self.side, self.up = nn.Conv2d(8, 3, 1), nn.PixelShuffle(2)
        self.join = nn.Conv2d(3 + 12, 8, 3, padding=1)
        self.head = nn.Linear(8, 5)

    def features(self, x):
        a = self.stem(x)
        b = self.down(a)
        resized = nn.functional.interpolate
        c = self.side(a) + self.up(b)
        d = resized(b, scale_factor=2, mode="nearest") * 0.5 + resized(b, scale_factor=2, mode="bilinear", align_corners=False)
        e = self.join(torch.cat([c, d], 1))
        n, k, h, w = e.shape
        f = e.view(n, k, h // 2, 2, w // 2, 2).permute(0, 1, 2, 4, 3, 5).reshape(n, k, h // 2, w // 2, 4)  # windows of two by two
        return torch.maximum(f.sum(4), torch.minimum(b[:, 2:10], f.mean(4)))

    def forward(self, x):
        return self.head(self.features(x).mean((2, 3)))


class Metric(nn.Module):
    """As networks for retrieval end: a generalised mean, a length of one, the classes by angle; arithmetic by hand before it."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 9, 3, 2), nn.Softsign())
        self.body, self.p = nn.Conv2d(9, 10, 3, padding=1), 3.0
        self.weight = nn.Parameter(torch.zeros(6, 10))

    def features(self, x):
        x = self.stem(x)
        spread = ((x - x.mean((2, 3), keepdim=True)) ** 2).mean((2, 3), keepdim=True)
        x = x / torch.sqrt(spread + 1e-3) * torch.exp(-x.abs()) + torch.log(1 + x ** 2) - torch.erf(x)
        return self.body(x).clamp(min=0.05).pow(self.p)

    def forward(self, x):
        x = self.features(x).mean((2, 3)).pow(1 / self.p)
        return 8 * nn.functional.linear(nn.functional.normalize(x), nn.functional.normalize(self.weight))


class Attentive(nn.Module):
    """Gates by channels, by rows and columns, by positions and among parts of the channels; blocks of pixels as channels; a choice by sign."""

    def __init__(self):
        super().__init__()
        self.stem, self.few, self.many = nn.Conv2d(3, 8, 3, 2, 1), nn.Conv2d(8, 3, 1), nn.Conv2d(3, 8, 1)
        self.positions, self.line = nn.Conv2d(2, 1, 5, padding=2), nn.Conv1d(1, 1, 3, padding=1, bias=False)
        self.both, self.rows, self.columns = nn.Conv2d(8, 4, 1), nn.Conv2d(4, 8, 1), nn.Conv2d(4, 8, 1)
        self.split, self.part = nn.Conv2d(8, 16, 3, padding=1, groups=2), nn.Conv2d(8, 16, 1)
        self.last, self.head = nn.Conv2d(32, 6, 1), nn.Linear(6, 4)

    def gated(self, x):  # Woo et al. 2018, arXiv:1807.06521; Wang et al. 2020, arXiv:1910.03151
        pools = (nn.functional.adaptive_avg_pool2d(x, 1), nn.functional.adaptive_max_pool2d(x, 1))
        x = x * torch.sigmoid(sum(self.many(torch.relu(self.few(pool))) for pool in pools))
        x = x * torch.sigmoid(self.positions(torch.cat([x.max(1, keepdim=True)[0], x.mean(1, keepdim=True)], 1)))
        line = self.line(nn.functional.adaptive_avg_pool2d(x, 1).squeeze(-1).transpose(-1, -2)).transpose(-1, -2).unsqueeze(-1)
        return x * torch.sigmoid(line).expand_as(x)

    def crossed(self, x):  # Hou et al. 2021, arXiv:2103.02907
        h, w = x.shape[2:]
        both = torch.cat([x.mean(3, keepdim=True), x.mean(2, keepdim=True).permute(0, 1, 3, 2)], 2)
        a, b = torch.split(nn.functional.hardswish(self.both(both)), [h, w], 2)
        return x * torch.sigmoid(self.rows(a)) * torch.sigmoid(self.columns(b.permute(0, 1, 3, 2)))

    def shared(self, x):  # Zhang et al. 2020, arXiv:2004.08955
        n, c, h, w = x.shape
        parts = torch.relu(self.split(x))
        share = self.part(nn.functional.adaptive_avg_pool2d(parts.view(n, 2, c, h, w).sum(1), 1)).view(n, 1, 2, -1).transpose(1, 2)
        return (parts * torch.softmax(share, 1).reshape(n, 2 * c, 1, 1)).view(n, 2, c, h, w).sum(1)

    def features(self, x):
        x = self.shared(self.crossed(self.gated(self.stem(x))))
        x = torch.where(x > 0, x, 0.1 * x) + x.logsumexp((2, 3), keepdim=True)
        return torch.tanh(self.last(nn.functional.pixel_unshuffle(x, 2)))

    def forward(self, x):
        return self.head(self.features(x).mean((2, 3)))


# file, network, opset, batch-norm folded by the exporter, image [H, W], whether its size is fixed
FILES = [
    ("residual_13", Residual(), 13, True, [(33, 47), (64, 40)], False),
    ("residual_17", Residual(True), 17, False, [(33, 47)], False),
    ("resnet18_17", ResNet18(), 17, False, [(65, 97)], False),
    ("flat_13", Flat(), 13, True, [(20, 18)], True),
    ("flat_9", Flat(), 9, True, [(20, 18)], True),
    ("channels_last_17", ChannelsLast(), 17, False, [(21, 30)], False),
    ("channels_last_11", ChannelsLast(), 11, True, [(21, 30)], False),
    ("mobile_13", Mobile(), 13, True, [(19, 26)], False),
    ("mobile_17", Mobile(), 17, False, [(19, 26)], False),
    ("dense_11", Dense(), 11, True, [(23, 18)], False),
    ("dense_17", Dense(), 17, False, [(23, 18)], False),
    ("shuffle_9", Shuffle(), 9, True, [(21, 16)], True),
    ("shuffle_17", Shuffle(), 17, False, [(21, 16)], False),
    ("next_13", Next(), 13, True, [(37, 26)], False),
    ("next_17", Next(), 17, False, [(37, 26)], False),
    ("pyramid_12", Pyramid(), 12, True, [(24, 32)], True),
    ("pyramid_17", Pyramid(), 17, False, [(24, 32)], False),
    ("metric_9", Metric(), 9, True, [(19, 22)], True),
    ("metric_17", Metric(), 17, False, [(19, 22)], False),
    ("attentive_11", Attentive(), 11, True, [(24, 20)], True),
    ("attentive_17", Attentive(), 17, False, [(24, 20)], True),
]


def fill(model, half):
    state = model.state_dict()
    for index, key in enumerate(key for key in state if state[key].is_floating_point()):
        tensor = torch.from_numpy(seeded_tensor(index, key, tuple(state[key].shape)))
        state[key] = tensor.half().float() if half else tensor
    model.load_state_dict(state)
    return model.eval()


def export(model, path, opset, fold, size, fixed):
    last = isinstance(model, ChannelsLast)
    height, width = size
    channels = 1 if isinstance(model, Shuffle) else 3
    image = torch.zeros((1, height, width, 3) if last else (1, channels, height, width))
    axes = {0: "batch", 1: "height", 2: "width"} if last else {0: "batch", 2: "height", 3: "width"}
    training = torch.onnx.TrainingMode.EVAL if fold else torch.onnx.TrainingMode.PRESERVE
    torch.onnx.export(
        model, image, str(path), opset_version=opset, training=training, do_constant_folding=fold,
        input_names=["pixels"], output_names=["scores"], dynamic_axes={} if fixed else {"pixels": axes, "scores": {0: "batch"}})


def case(model, index, size):
    channels = 1 if isinstance(model, Shuffle) else 3
    image = torch.from_numpy(seeded(2000 + index, (1, *size, channels), 2)).double()
    image = image if isinstance(model, ChannelsLast) else image.permute(0, 3, 1, 2)
    gradient = {}
    if isinstance(model, (Pyramid, Metric, Attentive)):  # through every operator that other networks here lack
        given = image.clone().requires_grad_()
        (found,) = torch.autograd.grad(model.double()(given)[0, 1], [given])
        gradient = {"gradient": encode(found.permute(0, 2, 3, 1).contiguous().numpy())}
    with torch.no_grad():
        features, logits = model.double().features(image), model(image)
    model.float()
    return {**gradient,"size": list(size), "seed": 2000 + index, "logits": encode(logits.numpy()),
            "featureShape": list(features.permute(0, 2, 3, 1).shape), "features": encode(features.permute(0, 2, 3, 1).numpy())}


# A file in other words: messages as lists of (number, wire type, payload), as far as the weights of a graph.

def varint(value):
    out = b""
    while value >= 0x80:
        out, value = out + bytes([value & 0x7F | 0x80]), value >> 7
    return out + bytes([value])


def fields(message):
    at = 0

    def number():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at, value, shift = at + 1, value | (byte & 0x7F) << shift, shift + 7
            if byte < 0x80:
                return value

    while at < len(message):
        tag = number()
        start = at
        payload = number() if tag & 7 == 0 else None
        if payload is None:
            length = number() if tag & 7 == 2 else 4 if tag & 7 == 5 else 8
            payload, at = message[at:at + length], at + length
        assert at > start
        yield tag >> 3, tag & 7, payload


def message(parts):
    return b"".join(varint(n << 3 | w) + (varint(p) if w == 0 else (varint(len(p)) if w == 2 else b"") + p) for n, w, p in parts)


def rewrite(model, tensor):
    """`model` with every initializer, by its fields, as `tensor` gives it."""
    graph = lambda parts: message((n, w, message(tensor(list(fields(p)))) if n == 5 else p) for n, w, p in parts)
    return message((n, w, graph(fields(p)) if n == 7 else p) for n, w, p in fields(model))


def in_float16(parts):
    if (2, 0, 1) not in parts:
        return parts
    halve = lambda n, p: 10 if n == 2 else np.frombuffer(p, "<f4").astype("<f2").tobytes() if n == 9 else p
    return [(n, w, halve(n, p)) for n, w, p in parts]


def beside(data, file):
    def tensor(parts):
        raw = next((p for n, w, p in parts if n == 9), b"")
        if len(raw) < 64:
            return parts
        data.extend(bytes(-len(data) % 64))
        entries = {"location": file, "offset": str(len(data)), "length": str(len(raw))}
        data.extend(raw)
        external = [(13, 2, message([(1, 2, key.encode()), (2, 2, value.encode())])) for key, value in entries.items()]
        return [part for part in parts if part[0] != 9] + external + [(14, 0, 1)]
    return tensor


def main():
    warnings.simplefilter("ignore")
    FOLDER.mkdir(parents=True, exist_ok=True)
    files = {}
    for name, model, opset, fold, sizes, fixed in FILES:
        fill(model, half=False)
        export(model, FOLDER / f"{name}.onnx", opset, fold, sizes[0], fixed)
        files[name] = [case(model, *at) for at in enumerate(sizes)]
    for name, file in (("residual_17", "residual_external.onnx"), ("resnet18_17", "resnet18_external.onnx")):
        data = bytearray()
        (FOLDER / file).write_bytes(rewrite((FOLDER / f"{name}.onnx").read_bytes(), beside(data, f"{file}.data")))
        (FOLDER / f"{file}.data").write_bytes(data)
    torch.save(next(model for name, model, *_ in FILES if name == "resnet18_17").state_dict(), FOLDER / "resnet18.pth")
    files["residual_external"] = files["residual_17"]
    halved = fill(Residual(), half=True)
    export(halved, FOLDER / "residual_float16.onnx", 17, False, (33, 47), False)
    (FOLDER / "residual_float16.onnx").write_bytes(rewrite((FOLDER / "residual_float16.onnx").read_bytes(), in_float16))
    files["residual_float16"] = [case(halved, 0, (33, 47))]
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(cases, separators=(',', ':'))}" for name, cases in files.items())
    (FOLDER / "reference.json").write_text(f'{{ "source": "test/reference_onnx.py, PyTorch {torch.__version__}", "files": {{\n{lines}\n}} }}\n')


if __name__ == "__main__":
    main()
