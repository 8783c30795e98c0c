#!/usr/bin/python3
"""Writes packages/tensor/src/ops/fixtures/arithmetic.json, prelu.json and squeeze_excitation.json: broadcasting by PyTorch.

As reference_ops.py: inputs are drawn again by testing/seeded.ts, results are float64 rounded once, gradients are autograd's of
the sum of seed * output.

Needs Debian's python3-torch. Run from the root: /usr/bin/python3 test/reference_arithmetic.py
"""
import json
import pathlib

import torch
import torch.nn.functional as F

from seeded import encode, seeded

FIXTURES = pathlib.Path(__file__).parent.parent / "packages/tensor/src/ops/fixtures"

FUNCTIONS = {"broadcastAdd": torch.add, "subtract": torch.sub, "multiply": torch.mul, "divide": torch.div}

SHAPES = [  # name, a, b, and how PyTorch has to see b where that is not its own way
    ("a weight per image and channel", [3, 2, 3, 6], [3, 1, 1, 6], None),
    ("… as pooling leaves it", [3, 2, 3, 6], [3, 6], [3, 1, 1, 6]),
    ("… of one image for all", [3, 2, 1, 5], [1, 5], [1, 1, 1, 5]),
    ("a vector", [2, 3, 2, 7], [7], None),
    ("a vector, rows", [5, 9], [9], None),
    ("one number", [2, 3, 1, 5], [1], None),
    ("a number per position", [2, 3, 2, 5], [2, 3, 2, 1], None),
    ("a number per image", [3, 2, 2, 5], [3, 1, 1, 1], None),
    ("one map for all images", [3, 3, 2, 2], [1, 3, 2, 2], None),
    ("equal shapes", [3, 1, 1, 30], [3, 1, 1, 30], None),
    ("both ways at once", [3, 1, 1, 6], [1, 4, 3, 1], None),
    ("more positions than a workgroup", [1, 9, 10, 30], [1, 30], [1, 1, 1, 30]),
]


def drawn(seed, shape, scale=1.0, offset=0.0):
    return (torch.from_numpy(seeded(seed, shape, scale)).double() + offset).float().double()


def stored(out, seed, inputs):
    gradients = torch.autograd.grad((out * drawn(seed, list(out.shape))).sum(), list(inputs.values()))
    return {"shape": list(out.shape), "output": encode(out.detach().numpy()),
            "adjoint": {"seed": seed, "gradients": {name: encode(g.numpy()) for name, g in zip(inputs, gradients)}}}


def case(seed, called, name, a, b, view, swapped):
    """b is between 1 and 3. Swapped, it stands first: divided by a, which is then between 1 and 3."""
    inputs = {"a": drawn(seed, a, 1.0, 2.0 if swapped else 0.0).requires_grad_(), "b": drawn(seed + 1, b, 1.0, 2.0).requires_grad_()}
    second = inputs["b"].reshape(view or b)
    out = FUNCTIONS[called](second, inputs["a"]) if swapped else FUNCTIONS[called](inputs["a"], second)
    return {"called": called, "name": name, "swapped": swapped, "seed": seed, "a": a, "b": b, **stored(out, seed + 5, inputs)}


def prelu_case(seed, name, shape, channels):
    inputs = {"x": drawn(seed, shape).requires_grad_(), "slope": drawn(seed + 1, [channels]).requires_grad_()}
    out = torch.where(inputs["x"] > 0, inputs["x"], inputs["slope"] * inputs["x"])
    if len(shape) == 4:
        assert torch.allclose(F.prelu(inputs["x"].permute(0, 3, 1, 2), inputs["slope"]).permute(0, 2, 3, 1), out)
    return {"name": name, "seed": seed, "input": shape, "slope": [channels], **stored(out, seed + 5, inputs)}


def excitation_case(seed, name, shape, squeezed, middle, gate):
    """Hu et al. 2017, arXiv:1709.01507, figure 3: x times a weight per channel that all positions of the channel decide."""
    channels = shape[-1]
    inputs = {"x": drawn(seed, shape).requires_grad_()}
    pooled = inputs["x"].mean(dim=(1, 2))
    first = middle(pooled @ drawn(seed + 1, [channels, squeezed]) + drawn(seed + 2, [squeezed]))
    weights = gate(first @ drawn(seed + 3, [squeezed, channels]) + drawn(seed + 4, [channels]))
    out = inputs["x"] * weights[:, None, None, :]
    return {"name": name, "seed": seed, "input": shape, "squeezed": squeezed, **stored(out, seed + 5, inputs)}


FILES = {
    "arithmetic": [case(4000 + 1000 * f + 20 * s + 10 * swapped, called, *shape, bool(swapped))
                   for f, called in enumerate(FUNCTIONS) for s, shape in enumerate(SHAPES[:11]) for swapped in range(2 if s in (0, 3, 6, 10) else 1)]
    + [case(8000, "multiply", *SHAPES[11], False)],
    "prelu": [
        prelu_case(9000, "three numbers", [1, 3], 3), prelu_case(9010, "a slope per channel, batch 3", [3, 2, 5, 7], 7),
        prelu_case(9020, "one slope", [2, 3, 1, 6], 1), prelu_case(9030, "more quads than a workgroup", [1, 1, 1, 270], 270),
    ],
    "squeeze_excitation": [
        excitation_case(9100, "as in MobileNetV3", [2, 5, 3, 10], 3, F.relu, F.hardsigmoid),
        excitation_case(9110, "as in EfficientNet", [3, 2, 4, 6], 5, F.silu, torch.sigmoid),
    ],
}

for name, cases in FILES.items():
    lines = ",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in cases)
    (FIXTURES / f"{name}.json").write_text(f'{{ "source": "test/reference_arithmetic.py, PyTorch {torch.__version__}", "cases": [\n{lines}\n] }}\n')
