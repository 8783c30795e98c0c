"""Writes test/fixtures/resnet18.json and resnet50.json: logits and class activation maps by PyTorch.

Weights and inputs come from seeded.py, which test/src/seeded_resnet.ts repeats to the bit; only results are stored.
Run with Debian's python3-torch and python3-torchvision:  python3 test/reference_resnet.py
"""
import json
import math
from pathlib import Path

import torch
import torchvision

from seeded import encode, seeded

SIZES = [(65, 97), (101, 64), (83, 131), (75, 75), (224, 224)]  # [H, W] of the network's input


def seeded_tensor(index, name, shape):
    """Statistics that do something, and a small last batch-norm per block, so that activations stay of order 1."""
    if len(shape) == 4:
        return seeded(index, shape, math.sqrt(6 / (shape[1] * shape[2] * shape[3])))
    if len(shape) == 2:
        return seeded(index, shape, math.sqrt(3 / shape[1]))
    centre, spread = {"running_var": (1, 0.5), "weight": (1, 0.5)}.get(name.split(".")[-1], (0, 0.25))
    return (centre + seeded(index, shape, spread).astype("f8")).astype("f4")


def build(name):
    return with_seeded_weights(getattr(torchvision.models, name)(weights=None))


def with_seeded_weights(model):
    state = model.state_dict()
    floats = [key for key in state if state[key].is_floating_point()]
    for index, key in enumerate(floats):
        state[key] = torch.from_numpy(seeded_tensor(index, key, tuple(state[key].shape)))
    model.load_state_dict(state)
    return model.eval(), [[key, list(state[key].shape)] for key in floats]


def main():
    for name in ("resnet18", "resnet50"):
        model, tensors = build(name)
        features = {}
        model.layer4.register_forward_hook(lambda module, inputs, output: features.update(layer4=output[0]))
        cases = []
        for index, (height, width) in enumerate(SIZES):
            image = torch.from_numpy(seeded(1000 + index, (1, height, width, 3), 2)).permute(0, 3, 1, 2)
            with torch.no_grad():
                logits = model(image)[0]
                top = torch.topk(logits, 5).indices.tolist()
                maps = torch.einsum("c,chw->hw", model.fc.weight[top[0]], features["layer4"])
            cases.append({"height": height, "width": width, "top": top, "logits": encode(logits.numpy()),
                          "mapHeight": maps.shape[0], "mapWidth": maps.shape[1], "map": encode(maps.numpy())})
            print(name, (height, width), "logits", logits.min().item(), logits.max().item(), "top", top)
        text = json.dumps({"torch": torch.__version__, "tensors": tensors, "cases": cases}, separators=(",", ":"))
        (Path(__file__).parent / "fixtures" / f"{name}.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
