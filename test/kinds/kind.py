"""What a kind of checkpoint is: a network that PyTorch runs, how it is saved, and what it answers."""
import copy
from dataclasses import dataclass, field
from typing import Any, Callable, Optional

import numpy
import torch
from torch import nn

from reference_conventions import fill, prefixed, renamed
from seeded import seeded

CLASSES = 5
MEAN, STD = torch.tensor([0.485, 0.456, 0.406]).double(), torch.tensor([0.229, 0.224, 0.225]).double()  # ImageNet's


@dataclass
class Kind:
    group: str  # a heading of the table
    name: str  # what its first column says, in Markdown
    make: Callable[[], Any]  # -> the network; or for what is only refused the state dict itself
    change: Optional[Callable[[dict], Any]] = None  # what is done to the state dict before it is saved: -> what torch.save is given, or bytes
    size: tuple = (65, 49)  # height and width of the image
    answer: Optional[Callable] = lambda network, image: network(image)  # -> logits [1, classes]; None for what cannot be right
    save: Optional[Callable] = None  # (network, state, path): another way than torch.save
    ending: str = ".pth"
    facts: dict = field(default_factory=dict)  # what a reader may be told beside the file, such as `stem`
    sample: bool = False  # whether it is among the fixtures


def photograph(size):
    """[1, 3, H, W] float64, levels 0 ... 1, as test/src/kinds/kind.ts draws it."""
    numbers = seeded(1000, (1, *size, 3), 0.5).astype("f8") + 0.5
    return torch.from_numpy(numbers).permute(0, 3, 1, 2)


def normalised(levels):
    return (levels - MEAN.view(1, 3, 1, 1)) / STD.view(1, 3, 1, 1)


def logits_of(kind, network, dtype=torch.float64):
    network = copy.deepcopy(network).eval().to(dtype)
    with torch.no_grad():
        return kind.answer(network, normalised(photograph(kind.size)).to(dtype)).double().numpy()


def filled(kind):
    """-> network, its state dict, what is to be saved, and for each of its tensors the seed and the kind of its numbers."""
    network = kind.make()
    if isinstance(network, dict):
        return None, network, kind.change(network) if kind.change else network, {}
    state, marks = fill(network)
    return network, state, kind.change(state) if kind.change else state, {id(state[key]): mark for key, mark in marks.items()}


def far_from_float32(kind, network):
    """How far PyTorch's own float32 lies from its float64, of the largest logit."""
    exact, rounded = logits_of(kind, network), logits_of(kind, network, torch.float32)
    return float(numpy.abs(exact - rounded).max() / numpy.abs(exact).max())


# --- what people do to names


def by_name(name_of):
    """The state dict under the names that `name_of` gives; None leaves a tensor out."""
    return lambda state: {name: value for key, value in state.items() for name in [name_of(key)] if name is not None}


def both(first, second):
    return lambda state: second(first(state))


def narrowed(state, most=8):
    """Every channel axis cut, so that a file that is only refused is small."""
    return {key: value[tuple(slice(0, most) for _ in value.shape)].clone() if value.dim() else value for key, value in state.items()}


def ready(network, epsilon=None):
    """Batch-norms and layer-norms with the epsilon that its library gives them."""
    for module in network.modules():
        if epsilon is not None and isinstance(module, (nn.BatchNorm2d, nn.LayerNorm)):
            module.eps = epsilon
    return network
