#!/usr/bin/python3
"""Writes packages/tensor/src/ops/fixtures/pools.json: windows of max and average pools that ResNets do not have.

By axis, unlike on its sides, dilated, partly over the image (ceil_mode), with and without its padding counted
(count_include_pad), and of the whole image. As reference_ops.py: inputs are drawn again by testing/seeded.ts, results are
float64 rounded once, gradients are autograd's of the sum of seed * output.

Needs Debian's python3-torch. Run from the root: /usr/bin/python3 test/reference_pools.py
"""
import json
import math
import pathlib

import torch
import torch.nn.functional as F

from seeded import encode, seeded

FIXTURE = pathlib.Path(__file__).parent.parent / "packages/tensor/src/ops/fixtures/pools.json"


def image(seed, shape):  # [N, H, W, C] -> PyTorch's [N, C, H, W]
    return torch.from_numpy(seeded(seed, shape, 1.0)).double().permute(0, 3, 1, 2)


def channels_last(tensor):
    x = tensor.permute(0, 2, 3, 1) if tensor.ndim == 4 else tensor
    return x.detach().contiguous()


def case(kind, seed, name, shape, options, make, levels=0):
    """`levels`: round the values down to so many steps, so that many are equal."""
    x = image(seed, shape)
    if levels:
        x = torch.floor(x * levels) / levels
    x = x.requires_grad_()
    out = make(x)
    weights = image(seed + 5, list(channels_last(out).shape)) if out.ndim == 4 else torch.from_numpy(seeded(seed + 5, list(out.shape), 1.0)).double()
    gradient, = torch.autograd.grad((out * weights).sum(), x)
    return {"kind": kind, "name": name, "seed": seed, "input": shape, "levels": levels, "options": options,
            "shape": list(channels_last(out).shape), "output": encode(channels_last(out).numpy()),
            "adjoint": {"seed": seed + 5, "gradients": {"image": encode(channels_last(gradient).numpy())}}}


def pair(x):
    return [x, x] if isinstance(x, int) else x


def largest(seed, name, shape, kernel, stride, padding=0, dilation=1, ceil_mode=False, levels=0):
    options = {"kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation, "ceilMode": ceil_mode}

    def make(x):
        if len(pair(padding)) == 4:
            top, left, bottom, right = padding
            return F.max_pool2d(F.pad(x, (left, right, top, bottom), value=-math.inf), kernel, stride, 0, dilation, ceil_mode)
        return F.max_pool2d(x, kernel, stride, padding, dilation, ceil_mode)

    return case("max", seed, name, shape, options, make, levels)


def mean(seed, name, shape, kernel, stride, padding=0, ceil_mode=False, count_include_pad=True):
    options = {"kernel": kernel, "stride": stride, "padding": padding, "ceilMode": ceil_mode, "countIncludePad": count_include_pad}

    def make(x):
        if len(pair(padding)) == 4:  # sums over the padded image, divided by how many pixels of it count
            top, left, bottom, right = padding
            sums = lambda y: F.avg_pool2d(F.pad(y, (left, right, top, bottom)), kernel, stride, divisor_override=1)
            ones = torch.ones_like(x[:1, :1])
            return sums(x) / (math.prod(pair(kernel)) if count_include_pad else sums(ones))
        return F.avg_pool2d(x, kernel, stride, padding, ceil_mode, count_include_pad)

    return case("average", seed, name, shape, options, make)


def dilated_mean(seed, name, shape, kernel, stride, dilation):
    """ONNX has dilated means, PyTorch has not: the mean of what it unfolds."""
    def make(x):
        windows = F.unfold(x, kernel, dilation, 0, stride).reshape(x.shape[0], x.shape[1], math.prod(pair(kernel)), -1)
        rows, columns = [(length - d * (k - 1) - 1) // s + 1 for length, k, d, s in zip(x.shape[2:], pair(kernel), pair(dilation), pair(stride))]
        return windows.mean(dim=2).reshape(x.shape[0], x.shape[1], rows, columns)

    return case("average", seed, name, shape, {"kernel": kernel, "stride": stride, "dilation": dilation}, make)


def largest_of_all(seed, name, shape, levels=0):
    return case("global max", seed, name, shape, {}, lambda x: F.adaptive_max_pool2d(x, 1).flatten(1), levels)


CASES = [
    largest(10200, "3x3, stride 2, ceil_mode: SqueezeNet", [2, 8, 11, 6], 3, 2, ceil_mode=True),
    largest(10210, "3x3, stride 2, padding 1, ceil_mode", [1, 7, 10, 9], 3, 2, 1, ceil_mode=True),
    largest(10220, "2x2, stride 2, padding 1, ceil_mode: a window that would begin in the padding is left out", [1, 5, 7, 4], 2, 2, 1, ceil_mode=True),
    largest(10230, "2x3, stride 3x1, padding 1x0, by axis", [3, 7, 5, 5], [2, 3], [3, 1], [1, 0]),
    largest(10240, "3x3, stride 2, padding below and on the right alone: Keras' SAME", [1, 8, 10, 7], 3, 2, [0, 0, 1, 1]),
    largest(10250, "3x3, dilation 2, padding 1", [1, 9, 8, 6], 3, 1, 1, 2),
    largest(10260, "2x3, dilation 3x2, stride 2x1, ties", [1, 11, 9, 5], [2, 3], [2, 1], [1, 1], [3, 2], levels=3),
    largest(10270, "3x3, stride 2, ceil_mode, ties, more channels than a workgroup", [1, 6, 6, 37], 3, 2, 0, ceil_mode=True, levels=2),
    largest(10280, "stride wider than the kernel, ceil_mode: the last window would begin outside", [1, 6, 9, 4], 2, 4, ceil_mode=True),
    mean(10300, "one pixel", [1, 1, 1, 1], 1, 1),
    mean(10310, "2x2, stride 2: DenseNet", [2, 7, 6, 6], 2, 2),
    mean(10320, "3x3, padding 1: Inception", [1, 5, 7, 9], 3, 1, 1),
    mean(10330, "3x3, padding 1, without the padding", [3, 5, 4, 5], 3, 1, 1, count_include_pad=False),
    mean(10340, "3x3, stride 2, padding 1, ceil_mode", [1, 8, 7, 4], 3, 2, 1, ceil_mode=True),
    mean(10350, "3x3, stride 2, padding 1, ceil_mode, without the padding", [1, 8, 7, 4], 3, 2, 1, ceil_mode=True, count_include_pad=False),
    mean(10360, "2x2, stride 2, ceil_mode: a ResNet-D's shortcut", [1, 7, 5, 3], 2, 2, ceil_mode=True, count_include_pad=False),
    mean(10370, "2x5, stride 3x2, padding 1x2, by axis", [1, 9, 8, 7], [2, 5], [3, 2], [1, 2]),
    mean(10380, "3x3, stride 2, other padding on each side", [2, 8, 6, 5], 3, 2, [0, 1, 2, 1]),
    mean(10390, "3x3, stride 2, other padding on each side, without it", [1, 8, 6, 5], 3, 2, [0, 1, 2, 1], count_include_pad=False),
    mean(10400, "3x3, more channels than a workgroup", [1, 10, 9, 35], 3, 1, 1),
    dilated_mean(10410, "2x3, stride 1x2, dilation 3x2", [1, 9, 11, 6], [2, 3], [1, 2], [3, 2]),
    largest_of_all(10500, "one pixel", [1, 1, 1, 5]),
    largest_of_all(10510, "odd size, batch 3", [3, 5, 7, 6]),
    largest_of_all(10520, "ties, more channels than a workgroup", [1, 3, 4, 70], levels=2),
]

lines = ",\n".join("  " + json.dumps(each, ensure_ascii=False) for each in CASES)
FIXTURE.write_text(f'{{ "source": "test/reference_pools.py, PyTorch {torch.__version__}", "cases": [\n{lines}\n] }}\n')
