"""Writes what `npm run verify -- networks` holds our engine against: torchvision's networks as files, and PyTorch's answers.

FOLDER/NAME.pth, NAME_13.onnx and NAME_17.onnx, in all their width, with the weights of seeded.py; NAME.json: logits and maps of
each image in float64, by the same means as reference_families.py. One network is also written with float16 weights.
Needs Debian's python3-torch, python3-torchvision and python3-opencv.
Run: /usr/bin/python3 test/reference_networks.py FOLDER NAME
     /usr/bin/python3 test/reference_networks.py --skeletons [NAME ...]     test/fixtures/networks: the graphs of small ones without their weights
"""
import json
import re
import sys
import warnings
from pathlib import Path

import numpy as np
import torch
import torchvision

from reference_families import FAMILIES, JUMPS, METADATA, NOISE, OTHER_SIZES, QUIET, SIZES, case, quieten, run
from reference_methods import eigen_methods, min_max, weighted, xgrad_cam
from reference_onnx import fields, in_float16, message, rewrite
from reference_resnet import with_seeded_weights
from seeded import encode, seeded

# layers by their module's path: one in the middle, the last
LAYERS = {
    **FAMILIES,
    "alexnet": ("features.4", "features.11"),
    # not far from the end: of the millions of numbers behind earlier ones some always lies where rounding moves it across 0
    "vgg11_bn": ("features.20", "features.27"),
    "vgg16": ("features.27", "features.29"),
    "densenet201": ("features.denseblock3", "features"),
    "mobilenet_v3_large": ("features.10", "features.16"),
    "efficientnet_b5": ("features.4", "features.8"),
    "resnext50_32x4d": ("layer3", "layer4"),
    "wide_resnet50_2": ("layer3", "layer4"),
    "resnet50": ("layer3", "layer4"),
}
FIXED = re.compile("alexnet|vgg")  # behind their pooling the number of positions counts: exported for one size
LARGE = {"inception_v3": (299, 299)}  # else 224 × 224
SMALL = {  # of which several positions are left at the end, so that ONNX files have it as a layer
    **OTHER_SIZES, "densenet121": [(97, 65)], "densenet201": [(97, 65)], "efficientnet_b5": [(97, 65)], "googlenet": [(97, 65)], "inception_v3": [(139, 107)]}
QUIETED = {  # the residual blocks' last batch-norms
    **QUIET,
    "efficientnet_b5": r"^features\.[2-7]\.\d+\.block\.3\.1\.weight$",
    "mobilenet_v3_large": r"^features\.(1\.block\.1|(3|5|6|8|9|10|12|14|15)\.block\.[23])\.1\.weight$",
}
HALVED = "mobilenet_v2"
BY_PASSES = ["squeezenet1_1", "mobilenet_v3_small"]  # logits not linear in the last features, and few channels: a forward pass for each
# Whose graphs are in test/fixtures/networks, for tests that run every time.
SKELETONS = ["squeezenet1_1", "mobilenet_v3_small", "shufflenet_v2_x1_0", "regnet_y_400mf"]


def build(name, halved=False):
    """Without torchvision's own random weights: for a VGG they take longer than all else."""
    skip = torch.nn.init
    kept = {each: getattr(skip, each) for each in ("kaiming_normal_", "normal_", "trunc_normal_", "xavier_uniform_", "uniform_", "kaiming_uniform_")}
    for each in kept:
        setattr(skip, each, lambda tensor, *_, **__: tensor)
    model, tensors = with_seeded_weights(getattr(torchvision.models, name)(weights=None))
    for each, function in kept.items():
        setattr(skip, each, function)
    if METADATA.get(name, {}).get("camlucida.transform_input") or name == "inception_v3":
        model.transform_input = True
    if name in QUIETED:
        quieten(model, QUIETED[name])
    if halved:
        for tensor in model.state_dict().values():
            tensor.copy_(tensor.half().to(tensor.dtype) if tensor.is_floating_point() else tensor)
    return model, tensors


def export(model, path, opset, size, fold=True, fixed=False):
    axes = {} if fixed else {"image": {0: "batch", 2: "height", 3: "width"}, "logits": {0: "batch"}}
    training = torch.onnx.TrainingMode.EVAL if fold else torch.onnx.TrainingMode.PRESERVE
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model, torch.zeros(1, 3, *size), str(path), opset_version=opset, training=training, do_constant_folding=fold,
            input_names=["image"], output_names=["logits"], dynamic_axes=axes)


def cases_of(name, model, sizes):
    """[(H, W), …]: maps of the first image are taken of the middle layer too."""
    layers = LAYERS[name]
    noise = 1e-5 if FIXED.match(name) else NOISE  # in an image of a photograph's size more numbers lie next to 0
    return [case(model, layers[at > 0:], at == 0 or bool(JUMPS.match(name)), *size, noise) for at, size in enumerate(sizes)]


def off_in_float32(model, cases):
    """How far PyTorch's own float32 is from its float64, of the largest logit: beyond 1e-5 the weights make no network worth comparing."""
    worst = 0
    for each in cases:
        image = torch.from_numpy(seeded(each["seed"], (1, each["height"], each["width"], 3), 2)).permute(0, 3, 1, 2)
        with torch.no_grad():
            exact = model.double()(image.double())
            worst = max(worst, ((model.float()(image) - exact).abs().max() / exact.abs().max()).item())
    return worst


def write(folder, name):
    folder.mkdir(parents=True, exist_ok=True)
    fixed = bool(FIXED.match(name))
    large = LARGE.get(name, (224, 224))
    sizes = [large] if fixed else [SMALL.get(name, SIZES)[-1], large]
    model, _ = build(name)
    torch.save(model.state_dict(), folder / f"{name}.pth")
    for opset in (13, 17):
        export(model, folder / f"{name}_{opset}.onnx", opset, sizes[0], fixed=fixed)
    cases = cases_of(name, model.double(), sizes)
    found = {"name": name, "torch": torch.__version__, "parameters": sum(p.numel() for p in model.parameters()), "layers": LAYERS[name],
             "metadata": {"camlucida.transform_input": "true"} if getattr(model, "transform_input", False) else {},
             "float32": off_in_float32(model, cases), "cases": cases}
    if name == HALVED:
        halved, _ = build(name, halved=True)
        path = folder / f"{name}_float16.onnx"
        export(halved, path, 17, sizes[0], fold=False)
        path.write_bytes(rewrite(path.read_bytes(), in_float16))
        found["halved"] = cases_of(name, halved.double(), sizes)
    print(f"{name}: PyTorch's float32 is {found['float32']:.1e} from its float64")
    (folder / f"{name}.json").write_text(json.dumps(found, separators=(",", ":")) + "\n")


# ---- graphs without their weights

def without_numbers(data):
    """Large tensors to a file beside the model, which is not kept: the tests make the same numbers again, name by name."""
    def tensor(parts):
        raw = next((p for n, w, p in parts if n == 9), b"")
        name = next(p for n, w, p in parts if n == 8).decode()
        if len(raw) < 256:
            return parts
        entries = {"location": "weights.data", "offset": str(len(data)), "length": str(len(raw))}
        data.extend(raw)
        names.append(name)
        external = [(13, 2, message([(1, 2, key.encode()), (2, 2, value.encode())])) for key, value in entries.items()]
        return [part for part in parts if part[0] != 9] + external + [(14, 0, 1)]
    names = []
    tensor.names = names
    return tensor


# ---- the other methods, at any layer

def with_features(model, path, image, features):
    """Logits [N, classes] of an image [1, 3, H, W] whose features at a layer are others [N, K, h, w]."""
    hook = model.get_submodule(path).register_forward_hook(lambda *_: features)
    with torch.no_grad():
        logits = model(image.expand(len(features), -1, -1, -1))
    hook.remove()
    return logits


def ablated(model, path, image, a, logit):
    """Ablation-CAM: what the logit loses without each channel, of its size."""
    index = int(model(image)[0].argmax())
    without = (1 - torch.eye(len(a), dtype=a.dtype))[:, :, None, None]
    scores = torch.cat([with_features(model, path, image, part)[:, index] for part in (a * without).split(64)])
    return weighted((logit - scores) / logit.abs(), a)


def scored(model, image, a, index):
    """Score-CAM: the class's probability of the image under every channel."""
    masks = torch.nn.functional.interpolate(min_max(a)[None], image.shape[2:], mode="bilinear", align_corners=False)[0]
    with torch.no_grad():
        scores = torch.cat([model(image * part[:, None]).softmax(1)[:, index] for part in masks.split(64)])
    constant = a.amin((1, 2)) == a.amax((1, 2))
    return weighted(torch.where(constant, torch.zeros_like(scores), scores), a)


def other_maps(model, layers, expected, passes):
    """What METHODS of reference_families.py leaves out, of the best class."""
    height, width = expected["height"], expected["width"]
    image = torch.from_numpy(seeded(expected["seed"], (1, height, width, 3), 2)).permute(0, 3, 1, 2).double()
    logits, found = run(model, layers, image.clone())
    maps = []
    for layer, (a, g) in found.items():
        by = eigen_methods(a, g)
        if passes:
            by = {**by, "ablation-cam": ablated(model, layer, image, a, logits.max()), "score-cam": scored(model, image, a, int(logits.argmax()))}
        if (a >= 0).all():  # else sums over positions may be next to 0, and are divided by
            by["xgrad-cam"] = xgrad_cam(a, g)
        maps += [{"layer": layer, "method": method, "height": x.shape[0], "width": x.shape[1], "map": encode(x.numpy())} for method, x in by.items()]
    return maps


def write_skeletons(chosen):
    folder = Path(__file__).parent / "fixtures/networks"
    folder.mkdir(exist_ok=True)
    for name in chosen or SKELETONS:
        model, tensors = build(name)
        size = SMALL.get(name, SIZES)[-1]
        path = folder / f"{name}.onnx"
        export(model, path, 17, size, fold=False)
        outside = without_numbers(bytearray())
        path.write_bytes(rewrite(path.read_bytes(), outside))
        cases = cases_of(name, model.double(), [size])
        for each in cases:
            each["maps"] += other_maps(model, LAYERS[name], each, name in BY_PASSES)
        text = json.dumps({"torch": torch.__version__, "name": name, "layers": LAYERS[name], "tensors": tensors, "quiet": QUIETED.get(name),
                           "outside": outside.names, "cases": cases}, separators=(",", ":"))
        (folder / f"{name}.json").write_text(text + "\n")


if __name__ == "__main__":
    first, *others = sys.argv[1:]
    if first == "--skeletons":
        write_skeletons(others)
    else:
        for each in others:
            write(Path(first), each)
