#!/usr/bin/python3
"""Writes packages/tensor/src/ops/fixtures/*.json: what PyTorch makes of every op on awkward shapes.

Inputs and weights are not stored: testing/seeded.ts repeats them to the bit, in the engine's axis order
(images [N, H, W, C], weights [K, K, Cin/G, Cout]). Computed in float64 and rounded once, so that a fixture is the exact
answer to within half a unit in the last place, and each tolerance measures our own rounding only. The gradients are
autograd's, of the sum of seed * output for a seed drawn like the inputs.

Needs Debian's python3-torch. Run from the root: /usr/bin/python3 test/reference_ops.py
"""
import json
import pathlib

import numpy as np
import torch
import torch.nn.functional as F

from seeded import encode, seeded

FIXTURES = pathlib.Path(__file__).parent.parent / "packages/tensor/src/ops/fixtures"


def vector(seed, shape, scale=1.0, offset=0.0):  # float64, of just the float32 numbers that the engine is given
    return (torch.from_numpy(seeded(seed, shape, scale)).double() + offset).float().double()


def image(seed, shape, scale=1.0, offset=0.0):  # [N, H, W, C] -> PyTorch's [N, C, H, W]
    return vector(seed, shape, scale, offset).permute(0, 3, 1, 2)


def channels_last(tensor):  # as the engine has them
    x = tensor.permute(0, 2, 3, 1) if tensor.ndim == 4 else tensor
    return x.detach().contiguous()


def result(tensor):
    x = channels_last(tensor)
    return {"shape": list(x.shape), "output": encode(x.numpy())}


def adjoint(out, seed, inputs):
    """The gradients of sum(seed * out) for every one of `inputs`, by name."""
    shape = list(channels_last(out).shape)
    weights = image(seed, shape) if out.ndim == 4 else vector(seed, shape)
    gradients = torch.autograd.grad((out * weights).sum(), list(inputs.values()))
    return {"adjoint": {"seed": seed, "gradients": {name: encode(channels_last(g).numpy()) for name, g in zip(inputs, gradients)}}}


def both_ways(out, seed, inputs):
    """Result and gradients of an op on the last axis: no axes to move, however many there are."""
    gradients = torch.autograd.grad((out * vector(seed, list(out.shape))).sum(), list(inputs.values()))
    return {"shape": list(out.shape), "output": encode(out.detach().numpy()),
            "adjoint": {"seed": seed, "gradients": {name: encode(g.numpy()) for name, g in zip(inputs, gradients)}}}


def sides(padding):  # one number, one for each axis, or one for each side in ONNX' order
    vertical, horizontal, *others = [padding, padding] if isinstance(padding, int) else padding
    return vertical, horizontal, *(others or [vertical, horizontal])


def conv_case(seed, name, shape, kernel, cout, stride=1, padding=0, dilation=1, groups=1, bias=True, residual=False, relu=False):
    weight_shape = [*kernel, shape[3] // groups, cout]
    w = vector(seed + 1, weight_shape).permute(3, 2, 0, 1)
    b = vector(seed + 2, [cout]) if bias else None
    inputs = {"image": image(seed, shape).requires_grad_()}
    top, left, bottom, right = sides(padding)
    out = F.conv2d(F.pad(inputs["image"], (left, right, top, bottom)), w, b, stride, 0, dilation, groups)
    if residual:
        inputs["residual"] = image(seed + 3, list(channels_last(out).shape)).requires_grad_()
        out = out + inputs["residual"]
    if relu:
        out = F.relu(out)
    return {"name": name, "seed": seed, "input": shape, "weight": weight_shape, "bias": bias, "residual": residual, "relu": relu,
            "options": {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups},
            **result(out), **adjoint(out, seed + 5, inputs)}


def conv_cases():
    return [
        conv_case(100, "one pixel, 1x1", [1, 1, 1, 1], [1, 1], 1),
        conv_case(110, "one pixel under a padded 3x3", [1, 1, 1, 3], [3, 3], 5, padding=1),
        conv_case(120, "1x1, channels no multiple of 4", [2, 5, 7, 6], [1, 1], 9),
        conv_case(130, "1x1, stride 2, odd size", [1, 7, 9, 8], [1, 1], 12, stride=2, bias=False),
        conv_case(140, "3x3, padding 1, batch 2", [2, 9, 11, 5], [3, 3], 7, padding=1),
        conv_case(150, "3x3, stride 2, padding 1", [1, 13, 17, 4], [3, 3], 8, stride=2, padding=1),
        conv_case(160, "3x3, stride 3, no padding", [1, 11, 14, 3], [3, 3], 10, stride=3),
        conv_case(170, "7x7, stride 2, padding 3: the stem", [1, 29, 23, 3], [7, 7], 13, stride=2, padding=3),
        conv_case(180, "1x5, not square", [1, 6, 15, 3], [1, 5], 4),
        conv_case(190, "5x2, not square, padding 2, stride 2", [2, 9, 8, 2], [5, 2], 6, stride=2, padding=2),
        conv_case(200, "3x3, dilation 2, padding 2", [1, 10, 13, 5], [3, 3], 6, padding=2, dilation=2),
        conv_case(210, "3x3, dilation 2, stride 2, no padding", [1, 11, 9, 4], [3, 3], 4, stride=2, dilation=2),
        conv_case(220, "padding wider than the kernel", [1, 3, 4, 3], [3, 3], 3, padding=4),
        conv_case(230, "wider than one tile row: 8 lanes of 7 pixels", [1, 2, 61, 4], [3, 3], 20, padding=1),
        conv_case(240, "many channels", [1, 3, 3, 67], [3, 3], 70, padding=1),
        conv_case(250, "2 groups", [2, 6, 7, 8], [3, 3], 12, padding=1, groups=2),
        conv_case(260, "2 channels per group", [1, 7, 5, 10], [3, 3], 15, padding=1, stride=2, groups=5),
        conv_case(270, "depthwise", [2, 7, 9, 6], [3, 3], 6, padding=1, groups=6, bias=False),
        conv_case(280, "depthwise, two outputs per channel, dilation 2", [1, 9, 9, 3], [3, 3], 6, padding=2, dilation=2, groups=3),
        conv_case(290, "residual and ReLU", [2, 5, 9, 6], [3, 3], 7, padding=1, residual=True, relu=True),
        conv_case(300, "residual alone", [1, 5, 9, 3], [1, 1], 5, residual=True),
        conv_case(310, "grouped, residual and ReLU", [1, 5, 9, 6], [3, 3], 9, padding=1, groups=3, residual=True, relu=True),
        conv_case(320, "depthwise, one pixel", [1, 1, 1, 5], [3, 3], 5, padding=1, groups=5),
        conv_case(330, "depthwise, stride 2, batch 3, residual and ReLU", [3, 9, 11, 7], [3, 3], 7, stride=2, padding=1, groups=7, residual=True, relu=True),
        conv_case(340, "depthwise, 5x5, more channels than a workgroup", [1, 5, 6, 37], [5, 5], 37, padding=2, groups=37, relu=True),
        conv_case(350, "depthwise, 5x5, stride 2, even size", [1, 8, 10, 8], [5, 5], 8, stride=2, padding=2, groups=8, residual=True),
        conv_case(360, "depthwise, 7x7, more tiles than a workgroup", [1, 12, 13, 6], [7, 7], 6, padding=3, groups=6),
        conv_case(370, "depthwise, dilation 2, more padding than taps reach", [2, 7, 9, 9], [3, 3], 9, padding=5, dilation=2, groups=9),
        conv_case(380, "depthwise, stride and dilation 2", [1, 11, 13, 12], [3, 3], 12, stride=2, padding=2, dilation=2, groups=12, relu=True),
        conv_case(390, "depthwise, stride 3, 1x5, no padding", [1, 7, 16, 6], [1, 5], 6, stride=3, groups=6),
        conv_case(10100, "8 groups of 4 channels, residual and ReLU", [1, 6, 5, 32], [3, 3], 32, padding=1, groups=8, residual=True, relu=True),
        conv_case(10110, "2 groups, 6 channels to 8, stride 2, dilation 2", [2, 7, 9, 12], [3, 3], 16, stride=2, padding=2, dilation=2, groups=2),
        conv_case(10120, "depthwise, two outputs per channel, 8 channels", [1, 5, 7, 8], [3, 3], 16, padding=1, groups=8),
        conv_case(10130, "1x7, padding 0x3: Inception", [1, 6, 9, 5], [1, 7], 9, padding=[0, 3]),
        conv_case(10140, "7x1, padding 3x0, residual and ReLU", [2, 8, 5, 12], [7, 1], 12, padding=[3, 0], residual=True, relu=True),
        conv_case(10150, "3x3, stride 2, padding below and on the right alone: Keras' SAME", [1, 8, 10, 3], [3, 3], 6, stride=2, padding=[0, 0, 1, 1]),
        conv_case(10160, "3x3, 16 channels, padding alike above and on the left alone", [1, 6, 7, 16], [3, 3], 16, padding=[1, 1, 2, 0]),
        conv_case(10170, "3x3, 16 channels, padding by side", [1, 6, 7, 16], [3, 3], 16, padding=[1, 2, 0, 1]),
        conv_case(10180, "3x2, stride 3x1, dilation 1x3, padding by side", [3, 9, 11, 5], [3, 2], 7, stride=[3, 1], padding=[0, 2, 1, 3], dilation=[1, 3]),
        conv_case(10190, "2 groups, stride 1x2, dilation 2x1, padding by axis", [1, 7, 8, 6], [3, 3], 8, stride=[1, 2], padding=[2, 1], dilation=[2, 1], groups=2),
        conv_case(10600, "16 groups of 4 as 8, stride 2x1, padding by side", [1, 7, 6, 64], [3, 3], 64, stride=[2, 1], padding=[0, 1, 1, 1], groups=16),
        conv_case(10610, "depthwise, 5x3, stride 2x1, padding by side", [2, 9, 8, 7], [5, 3], 7, stride=[2, 1], padding=[1, 0, 2, 1], groups=7, relu=True),
        conv_case(10620, "depthwise, stride 1x2, dilation 2x1, padding by axis", [1, 8, 11, 10], [3, 3], 10, stride=[1, 2], padding=[2, 1], dilation=[2, 1], groups=10),
        conv_case(10630, "depthwise, dilation 1x2, padding by side", [1, 5, 13, 8], [3, 3], 8, padding=[1, 3, 1, 2], dilation=[1, 2], groups=8, residual=True),
    ]


def pool_case(seed, name, shape, kernel, stride, padding, make, scale=1.0, offset=0.0, levels=None):
    """`levels`: rectify the values and round them to so many steps, so that many are equal."""
    values = image(seed, shape, scale, offset)
    if levels:
        values = F.relu(torch.floor(values * levels) / levels)
    inputs = {"image": values.requires_grad_()}
    out = make(inputs["image"], kernel, stride, padding)
    return {"name": name, "seed": seed, "input": shape, "scale": scale, "offset": offset, "levels": levels or 0,
            "options": {"kernel": kernel, "stride": stride, "padding": padding}, **result(out), **adjoint(out, seed + 5, inputs)}


def pool_cases(make):
    return [
        pool_case(400, "one pixel", [1, 1, 1, 1], 1, 1, 0, make),
        pool_case(410, "3x3, stride 2, padding 1, batch 2: the stem", [2, 11, 13, 6], 3, 2, 1, make),
        pool_case(420, "all negative under padding", [1, 5, 7, 3], 3, 2, 1, make, 0.5, -1.0),
        pool_case(430, "2x2, stride 2, odd size", [1, 7, 5, 9], 2, 2, 0, make),
        pool_case(440, "5x5, stride 3, padding 2", [1, 8, 10, 4], 5, 3, 2, make),
        pool_case(450, "3x3, overlapping", [1, 4, 19, 33], 3, 1, 0, make),
        pool_case(460, "2x2, stride 3: pixels under no window", [1, 9, 8, 5], 2, 3, 0, make),
    ]


def tied_cases(make):
    return [
        pool_case(470, "ties behind a ReLU, the stem's windows", [2, 9, 12, 5], 3, 2, 1, make, levels=4),
        pool_case(480, "ties, overlapping", [1, 7, 6, 9], 3, 1, 1, make, levels=2),
        pool_case(490, "all equal", [1, 6, 5, 3], 3, 1, 1, make, levels=1),
    ]


def global_case(seed, name, shape):
    inputs = {"image": image(seed, shape).requires_grad_()}
    out = inputs["image"].mean(dim=(2, 3))
    return {"name": name, "seed": seed, "input": shape, **result(out), **adjoint(out, seed + 5, inputs)}


def batch_norm_case(seed, name, shape, epsilon, variance_scale, variance_offset):
    channels = [shape[-1]]
    mean = vector(seed + 3, channels)
    variance = vector(seed + 4, channels, variance_scale, variance_offset)
    inputs = {"image": image(seed, shape).requires_grad_()}
    out = F.batch_norm(inputs["image"], mean, variance, vector(seed + 1, channels, 2.0), vector(seed + 2, channels), False, 0.0, epsilon)
    return {"name": name, "seed": seed, "input": shape, "epsilon": epsilon,
            "variance": {"scale": variance_scale, "offset": variance_offset}, **result(out), **adjoint(out, seed + 5, inputs)}


def linear_case(seed, name, shape, cout):
    w = vector(seed + 1, [shape[-1], cout])
    inputs = {"rows": vector(seed, shape).requires_grad_()}
    out = F.linear(inputs["rows"], w.t(), vector(seed + 2, [cout]))
    assert torch.allclose(out, inputs["rows"] @ w + vector(seed + 2, [cout]))
    return {"name": name, "seed": seed, "input": shape, "classes": cout, **both_ways(out, seed + 5, inputs)}


def softmax_case(seed, name, shape, scale, offset=0.0):
    inputs = {"logits": vector(seed, shape, scale, offset).requires_grad_()}
    stored = both_ways(F.softmax(inputs["logits"], dim=-1), seed + 5, inputs)
    if shape[-1] == 1:
        del stored["adjoint"]  # all 0: nothing to measure rounding by
    return {"name": name, "seed": seed, "input": shape, "scale": scale, "offset": offset, **stored}


def top_k_case(seed, name, shape, k, levels=None):
    """`levels`: round the values to so many steps, so that many are equal. A stable sort keeps equal values in order."""
    values = vector(seed, shape)
    if levels:
        values = torch.floor(values * levels) / levels
    sorted_values, indices = torch.sort(values, dim=-1, descending=True, stable=True)
    pairs = torch.stack([indices[:, :k].double(), sorted_values[:, :k]], dim=-1)
    assert all(int(row[0]) == int(torch.argmax(v)) for row, v in zip(indices, values)), "torch.argmax takes the first of equals"
    return {"name": name, "seed": seed, "input": shape, "k": k, "levels": levels or 0, "shape": list(pairs.shape), "output": encode(pairs.numpy())}


def elementwise_case(seed, name, shape, op, *inputs):
    tensors = {key: vector(seed + at, shape).requires_grad_() for at, key in enumerate(inputs)}
    return {"name": name, "seed": seed, "input": shape, **both_ways(op(*tensors.values()), seed + 5, tensors)}


def relu_case(seed, name, shape):
    return elementwise_case(seed, name, shape, F.relu, "x")


def add_case(seed, name, shape):
    return elementwise_case(seed, name, shape, torch.add, "a", "b")


FILES = {
    "conv": conv_cases,
    "max_pool": lambda: pool_cases(F.max_pool2d) + tied_cases(F.max_pool2d),
    "global_average_pool": lambda: [
        global_case(500, "one pixel", [1, 1, 1, 5]), global_case(510, "odd size, batch 2", [2, 7, 5, 6]),
        global_case(520, "more quads than a workgroup", [1, 3, 2, 300]),
    ],
    "batch_norm": lambda: [
        batch_norm_case(600, "channels no multiple of 4, batch 2", [2, 3, 5, 6], 1e-5, 0.5, 1.0),
        batch_norm_case(610, "variance as small as epsilon", [1, 4, 3, 9], 1e-3, 1e-3, 1e-3),
        batch_norm_case(620, "one pixel", [1, 1, 1, 1], 1e-5, 0.5, 1.0),
    ],
    "linear": lambda: [
        linear_case(700, "one number", [1, 1], 1), linear_case(710, "rows", [3, 37], 10),
        linear_case(720, "every position, batch 2", [2, 3, 5, 13], 11), linear_case(730, "more rows and classes than a workgroup", [31, 6], 70),
    ],
    "softmax": lambda: [
        softmax_case(800, "one class", [2, 1], 1.0), softmax_case(810, "rows", [3, 7], 5.0),
        softmax_case(820, "logits of ±300: exp overflows unless shifted", [2, 1000], 300.0),
        softmax_case(830, "logits around -5000", [2, 66], 4.0, -5000.0),
    ],
    "top_k": lambda: [
        top_k_case(900, "argmax", [3, 1000], 1), top_k_case(910, "five of 1000", [2, 1000], 5),
        top_k_case(920, "ties", [4, 131], 9, 3), top_k_case(930, "all of them", [2, 6], 6), top_k_case(940, "all equal", [2, 70], 5, 1),
        top_k_case(950, "one class", [2, 1], 1),
    ],
    "relu": lambda: [relu_case(1000, "three numbers", [1, 3]), relu_case(1010, "an odd map", [2, 3, 5, 7])],
    "add": lambda: [add_case(1100, "three numbers", [1, 3]), add_case(1110, "an odd map", [2, 3, 5, 7])],
    "seeded": lambda: [
        {"seed": s, "length": 5, "scale": k, "values": encode(seeded(s, [5], k))} for s, k in [(0, 1.0), (1, 1.0), (12345, 0.3), (4_000_000_000, 7.0)]
    ],
}

for name, cases in FILES.items():
    lines = ",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in cases())
    (FIXTURES / f"{name}.json").write_text(f'{{ "source": "test/reference_ops.py, PyTorch {torch.__version__}", "cases": [\n{lines}\n] }}\n')
