"""Writes test/fixtures/families/published.json: names, shapes and ε of every network that torchvision publishes of some families.

Numbers are not stored, nor drawn: what a network is called and how it is built must follow from names and shapes. Names and
shapes are compressed (gzip, base64), as those of deep networks repeat each other. Needs Debian's python3-torchvision.
Run: /usr/bin/python3 test/reference_published.py
"""
import base64
import gzip
import json
from pathlib import Path

import torch
import torchvision

NAMES = [
    *(f"efficientnet_b{at}" for at in range(8)), "efficientnet_v2_s", "efficientnet_v2_m", "efficientnet_v2_l",
    *(f"regnet_{kind}_{size}" for kind in "xy" for size in ("400mf", "800mf", "1_6gf", "3_2gf", "8gf", "16gf", "32gf")),
    "mobilenet_v3_small", "mobilenet_v3_large",
    "convnext_tiny", "convnext_small", "convnext_base", "convnext_large",
]


def build(name):
    model = getattr(torchvision.models, name)(weights=None)
    epsilons = {module.eps for module in model.modules() if hasattr(module, "eps")}
    assert len(epsilons) == 1, name
    tensors = [[key, list(each.shape)] for key, each in model.state_dict().items() if each.is_floating_point()]
    text = json.dumps(tensors, separators=(",", ":")).encode()
    return {"name": name, "epsilon": epsilons.pop(), "tensors": base64.b64encode(gzip.compress(text, 9, mtime=0)).decode()}


def main():
    for function in ("normal_", "uniform_", "kaiming_normal_", "kaiming_uniform_", "trunc_normal_"):  # no numbers are needed
        setattr(torch.nn.init, function, lambda tensor, *_, **__: tensor)
    networks = [build(name) for name in NAMES]
    text = json.dumps({"torchvision": torchvision.__version__, "networks": networks}, separators=(",", ":"))
    (Path(__file__).parent / "fixtures/families/published.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
