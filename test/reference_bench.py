"""Writes bench/src/tensors.json: names and shapes of the tensors of the networks that are measured, as torchvision saves them.

Needs Debian's python3-torch and python3-torchvision.
Run: /usr/bin/python3 test/reference_bench.py
"""
import json
from pathlib import Path

import torch
import torchvision

NETWORKS = ["resnet18", "resnet50", "mobilenet_v2", "mobilenet_v3_large", "efficientnet_b0", "densenet121", "vgg16", "convnext_tiny"]


def main():
    torch.nn.init.normal_ = torch.nn.init.trunc_normal_ = torch.nn.init.kaiming_normal_ = lambda tensor, *_, **__: tensor  # no number is read
    shapes = {}
    for name in NETWORKS:
        state = getattr(torchvision.models, name)(weights=None).state_dict()
        shapes[name] = [[key, list(x.shape)] for key, x in state.items() if x.is_floating_point()]
    rows = ",\n".join(f"{json.dumps(name)}: {json.dumps(each, separators=(',', ':'))}" for name, each in shapes.items())
    (Path(__file__).parent.parent / "bench/src/tensors.json").write_text("{\n" + rows + "\n}\n")


if __name__ == "__main__":
    main()
