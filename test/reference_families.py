"""Writes test/fixtures/families/*.json: logits and maps of torchvision's networks by PyTorch, in float64.

Weights and inputs come from seeded.py, which test/src/seeded_resnet.ts repeats to the bit; only results are stored. Maps are
raw and signed, of the best class, by the formulas of reference_methods.py, with autograd's gradients. A ReLU's derivative
jumps: where rounding puts a number on the other side of 0 (or 6), float32 gives other gradients than float64, PyTorch's own
among them. Maps in the middle are therefore taken of the first image that leaves all numbers far enough from there.
Needs Debian's python3-torch, python3-torchvision and python3-opencv.
Run: /usr/bin/python3 test/reference_families.py [NAME ...]
"""
import json
import math
import re
import sys
from pathlib import Path

import torch
import torchvision
import torch.nn.functional as F
from torch import nn

from reference_methods import grad_cam, grad_cam_plus_plus, hires_cam, layer_cam
from reference_resnet import build, with_seeded_weights
from seeded import encode, seeded

SIZES = [(224, 224), (41, 33)]  # [H, W] of the network's input; maps of the middle are taken of the second
OTHER_SIZES = {  # of deep ones, so that the tests stay cheap, and of those that take no smaller image
    "alexnet": [(224, 224), (71, 97)],
    "convnext_tiny": [(97, 65), (65, 73)],
    "densenet121": [(97, 128), (41, 33)],
    "efficientnet_v2_s": [(97, 65), (41, 33)],
    "googlenet": [(128, 97), (41, 33)],
    "inception_v3": [(139, 107), (75, 79)],
}
VGG = torchvision.models.vgg


# Without their 61 to 144 million weights, but with all of their layers; and what torchvision does not build.
def narrow_alexnet():
    model = torchvision.models.alexnet(weights=None)
    model.classifier = nn.Sequential(
        nn.Dropout(), nn.Linear(256 * 6 * 6, 64), nn.ReLU(), nn.Dropout(), nn.Linear(64, 48), nn.ReLU(), nn.Linear(48, 1000))
    return model


def narrow_vgg(widths, batch_norm):
    model = VGG.VGG(VGG.make_layers(widths, batch_norm), init_weights=False)
    model.classifier = nn.Sequential(
        nn.Linear(widths[-2] * 7 * 7, 64), nn.ReLU(), nn.Dropout(), nn.Linear(64, 48), nn.ReLU(), nn.Dropout(), nn.Linear(48, 1000))
    return model


def as_in_tensorflow():
    """EfficientNet-B0 with TensorFlow's SAME padding and its ε, as its authors' weights want."""
    model = torchvision.models.efficientnet_b0(weights=None)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.eps = 1e-3
        if isinstance(module, nn.Conv2d):
            module.forward = padded_same(module)
    return model


def padded_same(conv):
    """As many places as strides fit into the image; what is odd lies at the right and the bottom."""
    def around(length, kernel, stride):
        pixels = max((math.ceil(length / stride) - 1) * stride + kernel - length, 0)
        return pixels // 2, pixels - pixels // 2

    def forward(x):
        (top, bottom), (left, right) = (around(x.shape[axis], conv.kernel_size[axis - 2], conv.stride[axis - 2]) for axis in (2, 3))
        return F.conv2d(F.pad(x, (left, right, top, bottom)), conv.weight, conv.bias, conv.stride, 0, 1, conv.groups)

    return forward


NARROW = {
    "efficientnet_b0_tensorflow": as_in_tensorflow,
    "alexnet": narrow_alexnet,
    "vgg11_bn": lambda: narrow_vgg([16, "M", 20, "M", 24, 24, "M", 28, 30, "M", 28, 20, "M"], True),
    "vgg13": lambda: narrow_vgg([16, 16, "M", 20, 22, "M", 24, 24, "M", 28, 30, "M", 28, 20, "M"], False),
}
METADATA = {  # what else a file says
    "efficientnet_b0_tensorflow": {"camlucida.batch_norm_epsilon": "0.001", "camlucida.padding": "same"},
    "googlenet": {"camlucida.transform_input": "true"},
}
SEEDS = range(2000, 3000)
NOISE, MOVED = 1e-6, 2e-4  # of the image's largest number: moves logits some times as far as rounding does; how far a map may then move, of its largest

# layers by their module's path: one in the middle, the last
FAMILIES = {
    "alexnet": ("features.4", "features.11"),
    "convnext_tiny": ("features.5.4", "features.7"),  # HiResCAM of features.5 is 0: layer norm follows, Σ A · ∂y/∂A = 0
    "densenet121": ("features.denseblock3", "features"),
    "efficientnet_b0": ("features.4", "features.8"),
    "efficientnet_b0_tensorflow": ("features.4", "features.8"),
    "efficientnet_v2_s": ("features.5", "features.7"),
    "googlenet": ("inception4b", "inception5b"),
    "inception_v3": ("Mixed_6c", "Mixed_7c"),
    "mnasnet1_0": ("layers.10", "layers.16"),
    "mobilenet_v2": ("features.10", "features.18"),
    "mobilenet_v3_small": ("features.8", "features.12"),
    "regnet_x_400mf": ("trunk_output.block2", "trunk_output.block4"),
    "regnet_y_400mf": ("trunk_output.block2", "trunk_output.block4"),
    "shufflenet_v2_x1_0": ("stage3", "conv5"),
    "squeezenet1_0": ("features.7", "features.12"),
    "squeezenet1_1": ("features.7", "features.12"),
    "vgg11_bn": ("features.13", "features.27"),
    "vgg13": ("features.13", "features.23"),
}
# Residual networks so deep that random weights make float32 another network than float64: every block adds to the variance as
# much as there was (2.7e8 at the end of EfficientNetV2 S, PyTorch's float32 76 % from its float64). Of these weights a quarter
# is taken: the last batch-norm's of a block, so that each adds a sixteenth.
QUIET = {
    "efficientnet_v2_s": r"^features\.([23]\.\d+\.block\.1|[456]\.\d+\.block\.3)\.1\.weight$",
}
JUMPS = re.compile("alexnet|squeezenet|vgg")  # also behind the last layer, so that its maps need a steady image too
METHODS = {"grad-cam": grad_cam, "grad-cam++": grad_cam_plus_plus, "hirescam": hires_cam, "layer-cam": layer_cam}


def run(model, layers, image):
    """Logits [classes], and of every layer its output and the best class's gradient by it, [K, h, w] each."""
    kept = {}
    hooks = [model.get_submodule(name).register_forward_hook(lambda module, inputs, output, name=name: kept.update({name: output})) for name in layers]
    logits = model(image.requires_grad_())[0]
    for hook in hooks:
        hook.remove()
    gradients = torch.autograd.grad(logits[logits.argmax()], [kept[name] for name in layers])
    return logits.detach(), {name: (kept[name][0].detach(), g[0]) for name, g in zip(layers, gradients)}


def maps_of(found):
    return {(layer, name): method(a, g) for layer, (a, g) in found.items() for name, method in METHODS.items()}


@torch.no_grad()
def class_maps(model, image, best):
    """The best class's map where more than pooling and one linear layer ends the network: by layer, [h, w]."""
    if isinstance(model, torchvision.models.SqueezeNet):  # its own
        return {"classifier.2": model.classifier[:3](model.features(image))[0, best]}
    if isinstance(model, torchvision.models.ConvNeXt):  # with the moments of the mean that layer norm is given
        norm, _, linear = model.classifier
        a = model.features(image)[0]
        mean = a.mean((1, 2))
        weight = linear.weight[best] * norm.weight / (mean.var(unbiased=False) + norm.eps).sqrt()
        return {"features.7": torch.einsum("k,kyx->yx", weight, a - mean.mean())}
    return {}


def moved(maps, others):  # by how much the furthest, but for Grad-CAM++, which has poles where features are negative
    return max(((maps[key] - others[key]).abs().max() / maps[key].abs().max()).item() for key in maps if key[1] != "grad-cam++")


def is_steady(model, layers, image, maps, noise_of):
    for at in range(3):
        noise = torch.from_numpy(seeded(900 + at, tuple(image.shape), noise_of * 2)).double()
        if moved(maps, maps_of(run(model, layers, image + noise)[1])) > MOVED:
            return False
    return True


def case(model, layers, jumps, height, width, noise=NOISE):
    for seed in SEEDS:
        image = torch.from_numpy(seeded(seed, (1, height, width, 3), 2)).permute(0, 3, 1, 2).double()
        logits, found = run(model, layers, image.clone())
        if not jumps or is_steady(model, layers, image, maps_of(found), noise):  # nothing behind the last layer jumps
            break
    else:
        raise SystemExit(f"no image of {height}x{width} is steady at {layers}")
    plusplus = {layer: bool((a >= 0).all()) for layer, (a, g) in found.items()}
    kept = {key: x for key, x in maps_of(found).items() if key[1] != "grad-cam++" or plusplus[key[0]]}
    kept |= {(layer, "cam"): x for layer, x in class_maps(model, image, logits.argmax()).items()}
    maps = [{"layer": layer, "method": name, "height": x.shape[0], "width": x.shape[1], "map": encode(x.numpy())} for (layer, name), x in kept.items()]
    print((height, width), "seed", seed, "logits", logits.min().item(), logits.max().item(), "top", logits.topk(5).indices.tolist())
    return {"seed": seed, "height": height, "width": width, "top": logits.topk(5).indices.tolist(), "logits": encode(logits.numpy()), "maps": maps}


def quieten(model, pattern):  # exact in float32
    for name, weight in model.named_parameters():
        if re.search(pattern, name):
            weight.data.mul_(0.25)


def write_names():
    """Names and shapes alone of networks whose numbers would be too many: every VGG."""
    models = {name: getattr(VGG, name)(weights=None, init_weights=False) for name in vars(VGG) if re.fullmatch(r"vgg\d+(_bn)?", name)}
    shapes = {name: {key: list(x.shape) for key, x in model.state_dict().items() if x.is_floating_point()} for name, model in models.items()}
    (Path(__file__).parent / "fixtures/families/names.json").write_text(json.dumps(shapes, separators=(",", ":")) + "\n")


def main(names):
    if not names:
        write_names()
    for name in names or FAMILIES:
        print(name)
        model, tensors = with_seeded_weights(NARROW[name]()) if name in NARROW else build(name)
        metadata = METADATA.get(name)
        if metadata and "camlucida.transform_input" in metadata:
            model.transform_input = True
        if name in QUIET:
            quieten(model, QUIET[name])
        middle, last = FAMILIES[name]
        sizes = OTHER_SIZES.get(name, SIZES)
        cases = [case(model.double(), layers, len(layers) > 1 or bool(JUMPS.match(name)), *size) for size, layers in zip(sizes, ([last], [middle, last]))]
        stored = {"torch": torch.__version__, "name": name, "metadata": metadata, "tensors": tensors, "quiet": QUIET.get(name), "cases": cases}
        text = json.dumps({key: each for key, each in stored.items() if each is not None}, separators=(",", ":"))
        (Path(__file__).parent / "fixtures/families" / f"{name}.json").write_text(text + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
