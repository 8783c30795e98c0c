#!/usr/bin/python3
"""Writes packages/tensor/src/ops/fixtures/{concat,slice,pad,channel_gather,flatten,resample,group_norm,...}.json: what
PyTorch makes of the ops that move, resize and normalise, on awkward shapes, with autograd's gradients.

As test/reference_ops.py: inputs are drawn again by testing/seeded.ts, all is computed in float64 and rounded once.
Needs Debian's python3-torch. Run from the root: /usr/bin/python3 test/reference_shapes.py
"""
import json
import pathlib

import torch
import torch.nn.functional as F

from seeded import encode, seeded

FIXTURES = pathlib.Path(__file__).parent.parent / "packages/tensor/src/ops/fixtures"


def vector(seed, shape, scale=1.0):  # float64, of just the float32 numbers that the engine is given
    return torch.from_numpy(seeded(seed, shape, scale)).double()


def first(x):  # the engine's axes -> PyTorch's: channels behind the images
    return x.movedim(-1, 1)


def last(x):  # and back
    return x.movedim(1, -1)


def case(seed, name, shapes, op, **options):
    """`op` takes and returns tensors with channels last; the inputs are drawn from seed, seed + 1, ..., the seed of
    their gradients from seed + 50."""
    inputs = [vector(seed + at, shape).requires_grad_() for at, shape in enumerate(shapes)]
    out = op(*inputs)
    weights = vector(seed + 50, list(out.shape))
    gradients = torch.autograd.grad((out * weights).sum(), inputs)
    return {"name": name, "seed": seed, "inputs": shapes, **options, "shape": list(out.shape),
            "output": encode(out.detach().contiguous().numpy()), "adjoint": {
                "seed": seed + 50,
                "gradients": {f"x{at}": encode(g.contiguous().numpy()) for at, g in enumerate(gradients)}}}


def concat(seed, name, shapes):
    return case(seed, name, shapes, lambda *x: torch.cat(x, dim=-1))


def slice(seed, name, shape, begin, end):
    return case(seed, name, [shape], lambda x: x[..., begin:end], range={"begin": begin, "end": end})


def pad(seed, name, shape, value=0.0, **sides):
    order = ["front", "back", "left", "right", "top", "bottom"]
    widths = [sides.get(side, 0) for side in order]
    return case(seed, name, [shape], lambda x: F.pad(x, widths, value=value), padding={**sides, "value": value})


def gather(seed, name, shape, index):
    return case(seed, name, [shape], lambda x: x[..., index], index=index)


def shuffle(seed, name, shape, groups):
    n, h, w, c = shape
    def shuffled(x):  # torchvision.models.shufflenetv2.channel_shuffle
        return last(first(x).reshape(n, groups, c // groups, h, w).transpose(1, 2).reshape(n, c, h, w))
    return case(seed, name, [shape], shuffled, groups=groups)


def rearranged(seed, name, shape, view, order, result):
    """Seen along other axes behind the images, these moved, seen in another shape."""
    def op(x):
        seen = x.reshape(shape[0], *view).permute(0, *[axis + 1 for axis in order])
        return seen.reshape(shape[0], *result)
    return case(seed, name, [shape], op, view=view, order=order, result=result)


def flatten(seed, name, shape, classes):
    """Flatten in PyTorch's order, and the linear layer behind it."""
    weight = vector(seed + 1, [classes, shape[1] * shape[2] * shape[3]])
    return case(seed, name, [shape], lambda x: F.linear(torch.flatten(first(x), 1), weight), classes=classes)


def resized(seed, name, shape, size, kind, op, **options):
    return case(seed, name, [shape], lambda x: last(op(first(x))), kind=kind,
                options={"height": size[0], "width": size[1], **options})


def nearest(seed, name, shape, size):
    return resized(seed, name, shape, size, "resize", lambda x: F.interpolate(x, size=size, mode="nearest"),
                   mode="nearest")


def nearest_exact(seed, name, shape, size):
    return resized(seed, name, shape, size, "resize", lambda x: F.interpolate(x, size=size, mode="nearest-exact"),
                   mode="nearest", coordinates="half-pixel", nearest="round-ceil")


def bilinear(seed, name, shape, size, corners=False):
    return resized(seed, name, shape, size, "resize",
                   lambda x: F.interpolate(x, size=size, mode="bilinear", align_corners=corners),
                   mode="bilinear", **({"coordinates": "align-corners"} if corners else {}))


def bicubic(seed, name, shape, size, corners=False):
    return resized(seed, name, shape, size, "resize",
                   lambda x: F.interpolate(x, size=size, mode="bicubic", align_corners=corners),
                   mode="bicubic", **({"coordinates": "align-corners"} if corners else {}))


def scaled(seed, name, shape, scale, mode):
    size = [int(length * by) for length, by in zip(shape[1:3], scale)]
    return resized(seed, name, shape, size, "resize", lambda x: F.interpolate(x, scale_factor=scale, mode=mode),
                   mode=mode, scale=scale)


def positions(seed, name, shape, rows, columns):
    return case(seed, name, [shape], lambda x: x[:, rows][:, :, columns], kind="gather", rows=rows, columns=columns)


def adaptive(seed, name, shape, size):
    return resized(seed, name, shape, size, "adaptive", lambda x: F.adaptive_avg_pool2d(x, size))


def border(seed, name, shape, left, right, top, bottom, mode):
    torch_mode = {"reflect": "reflect", "edge": "replicate", "wrap": "circular"}[mode]
    return case(seed, name, [shape], lambda x: last(F.pad(first(x), [left, right, top, bottom], mode=torch_mode)),
                kind="border", border={"mode": mode, "left": left, "right": right, "top": top, "bottom": bottom})


class InContiguous(torch.autograd.Function):
    """Nothing but a gradient in PyTorch's order in memory."""
    @staticmethod
    def forward(context, x):
        return x.clone()

    @staticmethod
    def backward(context, gradient):
        return gradient.contiguous()


def norm(seed, name, shape, kind, groups=1, epsilon=1e-5, scale=1.0, offset=0.0):
    gamma, beta = vector(seed + 1, [shape[-1]], 2.0), vector(seed + 2, [shape[-1]])
    inputs = vector(seed, shape, scale)
    inputs = (inputs + offset).float().double().requires_grad_()
    op = {
        "layer": lambda x: F.layer_norm(x, [shape[-1]], gamma, beta, epsilon),
        "group": lambda x: last(F.group_norm(first(x), groups, gamma, beta, epsilon)),
        # of contiguous arrays: where the gradient lies channels-last, PyTorch 1.13 differentiates one image wrongly
        "instance": lambda x: last(InContiguous.apply(
            F.instance_norm(first(x).contiguous(), None, None, gamma, beta, True, 0.0, epsilon))),
    }[kind]
    out = op(inputs)
    (gradient,) = torch.autograd.grad((out * vector(seed + 50, shape)).sum(), [inputs])
    return {"name": name, "seed": seed, "input": shape, "kind": kind, "groups": groups, "epsilon": epsilon,
            "scale": scale, "offset": offset, "shape": shape, "output": encode(out.detach().contiguous().numpy()),
            "adjoint": {"seed": seed + 50, "gradients": {"x0": encode(gradient.contiguous().numpy())}}}


def response(seed, name, shape, size, **options):
    return case(seed, name, [shape], lambda x: last(F.local_response_norm(first(x), size, **options)),
                options={"size": size, **options})


FILES = {
    "concat": lambda: [
        concat(100, "whole quads", [[2, 3, 5, 4], [2, 3, 5, 8]]),
        concat(200, "odd channels, batch 3", [[3, 2, 3, 3], [3, 2, 3, 1], [3, 2, 3, 6]]),
        concat(300, "whole quads behind odd ones", [[1, 2, 2, 5], [1, 2, 2, 8], [1, 2, 2, 3], [1, 2, 2, 4]]),
        concat(400, "one input", [[1, 2, 2, 5]]),
        concat(500, "one pixel, one channel each, five", [[1, 1, 1, 1]] * 5),
        concat(600, "eight: two steps", [[1, 2, 1, 3]] * 8),
        concat(700, "as many as DenseNet-121 joins at last", [[1, 1, 2, 4 + at % 3] for at in range(17)]),
        concat(800, "rows", [[3, 70], [3, 5]]),
        concat(900, "more quads than a workgroup", [[1, 9, 11, 12], [1, 9, 11, 9]]),
    ],
    "slice": lambda: [
        slice(1000, "whole quads", [2, 3, 5, 12], 4, 12),
        slice(1100, "from the middle of a quad", [3, 2, 3, 11], 3, 9),
        slice(1200, "ends in a quad", [1, 2, 3, 12], 4, 6),
        slice(1300, "all", [1, 2, 3, 5], 0, 5),
        slice(1400, "one channel of one pixel", [1, 1, 1, 9], 7, 8),
        slice(1500, "rows, more than a workgroup", [3, 700], 5, 603),
    ],
    "pad": lambda: [
        pad(1600, "a border of zeros", [2, 3, 5, 6], left=1, right=2, top=3, bottom=0),
        pad(1700, "a border of a value", [1, 3, 2, 5], value=-7.5, left=2, right=0, top=0, bottom=1),
        pad(1800, "channels too", [3, 2, 3, 5], value=0.25, front=3, back=2, left=1),
        pad(1900, "channels in whole quads", [1, 2, 3, 8], front=4, back=8),
        pad(2000, "less than nothing cuts off", [1, 5, 6, 6], value=3.0, left=-1, right=-2, top=2, bottom=-3,
            front=-1, back=2),
        pad(2100, "one pixel", [1, 1, 1, 1], value=1.0, left=4, right=4, top=9, bottom=9),
    ],
    "channel_gather": lambda: [
        gather(2200, "an order", [2, 3, 2, 5], [4, 2, 0, 3, 1]),
        gather(2300, "several times, and not at all", [3, 2, 2, 6], [5, 5, 0, 5, 2, 0, 1]),
        gather(2400, "one channel", [1, 2, 3, 9], [7]),
        gather(2500, "rows, more than a workgroup", [2, 300], [(at * 7) % 300 for at in range(300)]),
        shuffle(2600, "ShuffleNet's", [2, 3, 3, 12], 2),
        shuffle(2700, "in three, odd", [1, 2, 3, 15], 3),
    ],
    "rearrange": lambda: [
        rearranged(7300, "channels first, batch 2", [2, 3, 5, 6], [3, 5, 6], [2, 0, 1], [6, 3, 5]),
        rearranged(7400, "a row of them, odd channels", [3, 2, 3, 7], [2, 3, 7], [2, 0, 1], [42]),
        rearranged(7500, "channels to positions, two by two", [2, 3, 2, 12], [3, 2, 2, 2, 3], [0, 2, 1, 3, 4], [6, 4, 3]),
        rearranged(7600, "windows of an image", [1, 6, 9, 5], [2, 3, 3, 3, 5], [0, 2, 1, 3, 4], [6, 9, 5]),
        rearranged(7700, "six axes, the other way round", [2, 6, 4, 10], [2, 3, 2, 2, 5, 2], [5, 4, 3, 2, 1, 0], [20, 3, 4]),
        rearranged(7800, "one pixel, one channel", [1, 1, 1, 1], [1, 1], [1, 0], [1]),
        rearranged(7900, "more quads than a workgroup, of a row", [2, 300], [12, 25], [1, 0], [25, 3, 4]),
    ],
    "flatten": lambda: [
        flatten(2800, "odd channels, batch 3", [3, 2, 5, 3], 7),
        flatten(2900, "whole quads", [2, 3, 2, 8], 5),
        flatten(3000, "one pixel", [1, 1, 1, 5], 3),
        flatten(3100, "one channel", [2, 3, 3, 1], 4),
    ],
    "resample": lambda: [
        nearest(3200, "nearest, larger, batch 2", [2, 3, 5, 6], [7, 10]),
        nearest(3300, "nearest, smaller", [1, 9, 7, 3], [4, 3]),
        nearest_exact(3400, "nearest, by the pixels' centres", [1, 5, 7, 4], [8, 3]),
        bilinear(3500, "bilinear, larger, batch 3", [3, 3, 5, 5], [7, 11]),
        bilinear(3600, "bilinear, smaller", [1, 9, 8, 3], [4, 5]),
        bilinear(3700, "bilinear, corners on corners", [2, 4, 3, 6], [9, 5], True),
        bilinear(3800, "bilinear, one pixel", [1, 1, 1, 5], [3, 4]),
        bilinear(3900, "bilinear, to one pixel, corners on corners", [1, 4, 5, 2], [1, 1], True),
        adaptive(4000, "adaptive: bins that overlap, batch 2", [2, 10, 9, 6], [7, 7]),
        adaptive(4100, "adaptive: whole bins", [1, 14, 14, 5], [7, 7]),
        adaptive(4200, "adaptive: fewer pixels than bins", [3, 3, 5, 3], [7, 6]),
        adaptive(4300, "adaptive: one bin", [1, 5, 3, 9], [1, 1]),
        border(4400, "mirrored, batch 2", [2, 4, 5, 3], 2, 3, 1, 3, "reflect"),
        border(4500, "mirrored, as wide as it can be", [1, 3, 4, 5], 3, 3, 2, 2, "reflect"),
        bicubic(6400, "bicubic, larger, batch 2", [2, 3, 5, 6], [7, 11]),
        bicubic(6500, "bicubic, smaller, of odd channels", [1, 9, 7, 3], [4, 5]),
        bicubic(6600, "bicubic, corners on corners", [1, 5, 4, 4], [3, 9], True),
        scaled(6700, "bilinear, by a scale that the sizes round", [2, 3, 5, 5], [1.7, 2.3], "bilinear"),
        scaled(6800, "nearest, by a scale that the sizes round", [1, 7, 5, 3], [1.3, 0.7], "nearest"),
        scaled(6900, "bicubic, by a scale that the sizes round", [1, 7, 5, 3], [0.6, 1.5], "bicubic"),
        positions(7000, "every second row and column", [2, 5, 6, 6], [0, 2, 4], [0, 2, 4]),
        positions(7100, "the other way round, and twice", [1, 3, 3, 5], [2, 1, 0], [2, 2, 0]),
        border(7200, "the other side's", [2, 3, 4, 5], 3, 2, 1, 3, "wrap"),
        border(4600, "repeated", [3, 3, 2, 6], 4, 1, 0, 5, "edge"),
        border(4700, "repeated, of one pixel", [1, 1, 1, 1], 2, 2, 2, 2, "edge"),
    ],
    "group_norm": lambda: [
        norm(4800, "layer: ConvNeXt's", [2, 3, 5, 96], "layer", epsilon=1e-6),
        norm(4900, "layer: odd channels, batch 3", [3, 2, 3, 7], "layer"),
        norm(5000, "layer: far from zero", [5, 33], "layer", scale=0.5, offset=20.0),
        norm(5100, "layer: more channels than a workgroup", [2, 301], "layer"),
        norm(5200, "layer: variance as small as epsilon", [4, 12], "layer", epsilon=1e-3, scale=0.05),
        norm(5300, "group: three of odd width, batch 3", [3, 3, 5, 9], "group", 3),
        norm(5400, "group: one", [2, 4, 3, 6], "group", 1),
        norm(5500, "group: whole quads", [1, 9, 7, 16], "group", 4),
        norm(5600, "instance", [2, 5, 3, 5], "instance"),
        norm(5700, "instance: more pixels than a workgroup", [1, 11, 13, 3], "instance", epsilon=1e-3),
    ],
    "local_response_norm": lambda: [
        response(5800, "AlexNet's", [2, 3, 5, 96], 5, alpha=1e-4, beta=0.75, k=2.0),
        response(5900, "strong, odd channels, batch 3", [3, 2, 3, 7], 3, alpha=2.0, beta=0.5, k=1.0),
        response(6000, "even size", [1, 2, 2, 10], 4, alpha=1.5),
        response(6100, "wider than the channels", [1, 3, 2, 3], 9, alpha=3.0, beta=1.5),
        response(6200, "one channel of one pixel", [1, 1, 1, 1], 1, alpha=1.0),
        response(6300, "more quads than a workgroup", [1, 9, 11, 6], 5, alpha=1.0),
    ],
}

if __name__ == "__main__":
    for name, cases in FILES.items():
        lines = ",\n".join("  " + json.dumps(each, ensure_ascii=False) for each in cases())
        source = f'"test/reference_shapes.py, PyTorch {torch.__version__}"'
        (FIXTURES / f"{name}.json").write_text(f'{{ "source": {source}, "cases": [\n{lines}\n] }}\n')
