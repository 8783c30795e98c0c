"""Writes test/fixtures/variants.json: what PyTorch makes of the ResNets that a checkpoint's names, shapes and metadata describe.

Small networks of torchvision's own blocks, varied as published ones are: the stride on a bottleneck's first convolution,
another epsilon and convolutions with biases (Keras), groups (ResNeXt), wider bottlenecks (Wide ResNet), unusual depths.
Weights and inputs come from seeded.py, which test/src/seeded_resnet.ts repeats to the bit; only results are stored,
computed in float64.
Run with Debian's python3-torch and python3-torchvision:  python3 test/reference_variants.py
"""
import json
from pathlib import Path

import torch
from torch import nn
from torchvision.models.resnet import BasicBlock, Bottleneck

from reference_resnet import seeded_tensor
from seeded import encode, seeded

SIZES = [(1, 65, 97), (2, 40, 33)]  # [N, H, W] of the network's input
CLASSES = 7
KERAS = {"camlucida.batch_norm_epsilon": "0.001", "camlucida.bottleneck_stride": "conv1"}

# name, block, blocks, planes, options of the block, convolution biases, fc's bias, metadata
NETWORKS = [
    ("as Keras builds it", Bottleneck, (1, 2, 1, 1), (5, 6, 8, 10), {}, True, True, KERAS),
    ("as the paper strides, without biases", Bottleneck, (2, 1, 2, 1), (4, 7, 8, 9), {}, False, True, {"camlucida.bottleneck_stride": "conv1"}),
    ("basic blocks, Keras' epsilon, biases but fc's", BasicBlock, (1, 2, 1, 2), (6, 9, 12, 14), {}, True, False, {"camlucida.batch_norm_epsilon": "0.001"}),
    ("3 groups of 5, 7 and 10 channels", Bottleneck, (1, 2, 1, 1), (8, 12, 16, 16), {"groups": 3, "base_width": 40}, False, True, {}),
    ("4 groups of 8 channels, as Keras builds them", Bottleneck, (1, 1, 2, 1), (8, 8, 8, 8), {"groups": 4, "base_width": 64}, True, True, KERAS),
    ("twice as wide inside", Bottleneck, (1, 1, 1, 2), (5, 6, 7, 8), {"base_width": 128}, False, True, {}),
]


def stage(block, inputs, planes, count, stride, options):
    outputs = planes * block.expansion
    shortcut = None
    if stride != 1 or inputs != outputs:
        shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))
    first = block(inputs, planes, stride, shortcut, **options)
    return nn.Sequential(first, *(block(outputs, planes, **options) for _ in range(1, count)))


class Network(nn.Module):
    """torchvision's ResNet, whose widths cannot be chosen, with widths that can."""

    def __init__(self, block, blocks, planes, options, fc_bias):
        super().__init__()
        self.conv1 = nn.Conv2d(3, planes[0], 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(planes[0])
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        inputs = planes[0]
        for at, (count, width) in enumerate(zip(blocks, planes)):
            setattr(self, f"layer{at + 1}", stage(block, inputs, width, count, 1 if at == 0 else 2, options))
            inputs = width * block.expansion
        self.fc = nn.Linear(inputs, CLASSES, bias=fc_bias)

    def forward(self, image):  # [N, 3, H, W] -> logits [N, classes], class maps [N, h, w, classes]
        x = self.maxpool(torch.relu(self.bn1(self.conv1(image))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        return self.fc(x.mean(dim=(2, 3))), torch.einsum("kc,nchw->nhwk", self.fc.weight, x)


def build(block, blocks, planes, options, biases, fc_bias, metadata):
    model = Network(block, blocks, planes, options, fc_bias).eval()
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eps = float(metadata.get("camlucida.batch_norm_epsilon", "1e-5"))
        if isinstance(module, nn.Conv2d) and biases:
            module.bias = nn.Parameter(torch.zeros(module.out_channels))
        if isinstance(module, Bottleneck) and metadata.get("camlucida.bottleneck_stride") == "conv1":
            module.conv1.stride, module.conv2.stride = module.conv2.stride, module.conv1.stride
    state = model.state_dict()
    floats = [key for key in state if state[key].is_floating_point()]
    for index, key in enumerate(floats):
        state[key] = torch.from_numpy(seeded_tensor(index, key, tuple(state[key].shape)))
    model.load_state_dict(state)
    return model.double(), [[key, list(state[key].shape)] for key in floats]


def case(model, index, size):
    image = torch.from_numpy(seeded(1000 + index, (*size, 3), 2)).double().permute(0, 3, 1, 2)
    with torch.no_grad():
        logits, maps = model(image)
    return {"shape": [*size, 3], "logits": encode(logits.numpy()), "mapShape": list(maps.shape), "maps": encode(maps.numpy())}


def main():
    networks = []
    for name, *parts in NETWORKS:
        model, tensors = build(*parts)
        networks.append({"name": name, "metadata": parts[-1], "tensors": tensors, "cases": [case(model, *at) for at in enumerate(SIZES)]})
    lines = ",\n".join("  " + json.dumps(network, ensure_ascii=False, separators=(",", ":")) for network in networks)
    text = f'{{ "source": "test/reference_variants.py, PyTorch {torch.__version__}", "networks": [\n{lines}\n] }}\n'
    (Path(__file__).parent / "fixtures" / "variants.json").write_text(text)


if __name__ == "__main__":
    main()
