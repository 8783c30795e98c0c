#!/usr/bin/python3
"""Writes packages/tensor/src/ops/fixtures/elementary.json: exponentials, logarithms, roots, powers and their gradients by PyTorch.

As reference_ops.py: inputs are drawn again by testing/seeded.ts, results are float64 rounded once, gradients are autograd's of
the sum of seed * output.

Needs Debian's python3-torch. Run from the root: /usr/bin/python3 test/reference_elementary.py
"""
import json
import pathlib

import torch

from seeded import encode, seeded

FIXTURE = pathlib.Path(__file__).parent.parent / "packages/tensor/src/ops/fixtures/elementary.json"

FUNCTIONS = {  # by the names that elementary.test.ts calls them: what is computed, and how far the inputs are moved
    "exponential": (torch.exp, 0.0),
    "logarithm": (torch.log, 2.125),
    "square root": (torch.sqrt, 2.125),
    "absolute": (torch.abs, 0.0),
    "erf": (torch.erf, 0.0),
    "square": (lambda x: x ** 2, 0.0),
    "cube": (lambda x: x ** 3, 0.0),
    "one over": (lambda x: x ** -1, 3.0),
    "power of 1.7": (lambda x: x ** 1.7, 2.125),
    "power of -0.5": (lambda x: x ** -0.5, 2.125),
}

SHAPES = [[1, 3], [3, 2, 3, 5], [3, 1, 1, 90]]


def drawn(seed, shape, scale=1.0):
    return torch.from_numpy(seeded(seed, shape, scale))


def case(seed, called, shape):
    f, offset = FUNCTIONS[called]
    x = (drawn(seed, shape, 2.0) + offset).float().double().requires_grad_()
    out = f(x)
    (gradient,) = torch.autograd.grad((out * drawn(seed + 5, shape).double()).sum(), [x])
    return {"called": called, "seed": seed, "offset": offset, "input": shape, "shape": shape,
            "output": encode(out.detach().numpy()), "adjoint": {"seed": seed + 5, "gradients": {"x": encode(gradient.numpy())}}}


cases = [case(2000 + 100 * f + 10 * s, called, shape) for f, called in enumerate(FUNCTIONS) for s, shape in enumerate(SHAPES)]
lines = ",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in cases)
FIXTURE.write_text(f'{{ "source": "test/reference_elementary.py, PyTorch {torch.__version__}", "cases": [\n{lines}\n] }}\n')
