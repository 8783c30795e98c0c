#!/usr/bin/python3
"""Writes packages/tensor/src/ops/fixtures/activation.json: PyTorch's activation functions and their gradients.

As reference_ops.py: inputs are drawn again by testing/seeded.ts, results are float64 rounded once, gradients are autograd's of
the sum of seed * output.

Needs Debian's python3-torch. Run from the root: /usr/bin/python3 test/reference_activation.py
"""
import json
import pathlib

import torch
import torch.nn.functional as F

from seeded import encode, seeded

FIXTURE = pathlib.Path(__file__).parent.parent / "packages/tensor/src/ops/fixtures/activation.json"

FUNCTIONS = {  # by the names that activation.test.ts calls them
    "relu6": F.relu6,
    "clamp from 0.5 to 2": lambda x: F.hardtanh(x, 0.5, 2.0),
    "clamp from below": lambda x: torch.clamp(x, min=-0.25),
    "leaky ReLU": F.leaky_relu,
    "leaky ReLU of 0.2": lambda x: F.leaky_relu(x, 0.2),
    "ELU": F.elu,
    "ELU of 0.7": lambda x: F.elu(x, 0.7),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "hard sigmoid of ONNX": lambda x: torch.clamp(0.2 * x + 0.5, 0.0, 1.0),
    "hard sigmoid of PyTorch": F.hardsigmoid,
    "hard swish": F.hardswish,
    "SiLU": F.silu,
    "GELU": F.gelu,
    "GELU by tanh": lambda x: F.gelu(x, approximate="tanh"),
    "softplus": F.softplus,
    "Mish": F.mish,
}

SHAPES = [  # name, shape, scale
    ("three numbers near 0", [1, 3], 0.5),
    ("an odd map, batch 3", [3, 2, 3, 5], 4.0),
    ("one pixel, more quads than a workgroup", [3, 1, 1, 90], 9.0),
]


def drawn(seed, shape, scale=1.0):
    return torch.from_numpy(seeded(seed, shape, scale)).double()


def case(seed, called, name, shape, scale):
    x = drawn(seed, shape, scale).requires_grad_()
    out = FUNCTIONS[called](x)
    (gradient,) = torch.autograd.grad((out * drawn(seed + 5, shape)).sum(), [x])
    return {"called": called, "name": name, "seed": seed, "input": shape, "scale": scale, "shape": shape,
            "output": encode(out.detach().numpy()), "adjoint": {"seed": seed + 5, "gradients": {"x": encode(gradient.numpy())}}}


cases = [case(2000 + 100 * f + 10 * s, called, *shape) for f, called in enumerate(FUNCTIONS) for s, shape in enumerate(SHAPES)]
lines = ",\n".join("  " + json.dumps(case, ensure_ascii=False) for case in cases)
FIXTURE.write_text(f'{{ "source": "test/reference_activation.py, PyTorch {torch.__version__}", "cases": [\n{lines}\n] }}\n')
