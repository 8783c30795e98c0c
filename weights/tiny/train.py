"""Trains the tiny network that comes with the page, and draws the picture that comes with it.

    /usr/bin/python3 weights/tiny/train.py        # Debian 12: python3-torch 1.13, python3-pil, python3-numpy; some ten minutes

Writes tiny.safetensors, shapes.png and what was measured, measured.json, beside this file. A ResNet as He et al. 2015 (arXiv:1512.03385,
section 4.2) have it for CIFAR, but narrower and with one block a stage: 3x3 stem, stages of 8, 12 and 24 channels, the mean, one linear
layer. It tells circles, squares, triangles and stars apart, drawn in any colour, size and place, among lines and dots that are none of
them. Where a picture shows several shapes each of them is a part of the answer; where it shows none no class is better than another.
Nothing tells it where a shape lies.

Everything is drawn from one seed: the same machine writes the same bytes.
"""
import json
import math
import struct
import sys
from pathlib import Path

import numpy
import torch
from PIL import Image, ImageDraw
from torch import nn
from torch.nn import functional

CLASSES = ["circle", "square", "triangle", "star"]
SIDE = 64  # pixels of the input
MEAN, STD = 0.5, 0.25  # of levels 0 ... 1, in every channel
SEED = 20151512
HERE = Path(__file__).parent


# The drawings

def outline(kind, x, y, radius, angle, aspect):
    """Corners of a shape around (x, y) as wide as `aspect` says; a circle is a polygon of 48."""
    if kind == "star":
        corners = [(radius * (1.18 if at % 2 == 0 else 0.46), angle + at * math.pi / 5) for at in range(10)]
    else:
        sides, reach = {"circle": (48, 1.0), "square": (4, 1.2), "triangle": (3, 1.25)}[kind]
        corners = [(radius * reach, angle + at * 2 * math.pi / sides) for at in range(sides)]
    return [(x + aspect * far * math.cos(turn), y + far * math.sin(turn)) for far, turn in corners]


def colour(random, away_from=None):
    """Any colour; told apart from another by at least 90 of 255 levels in some channel."""
    while True:
        found = random.integers(0, 256, 3)
        if away_from is None or numpy.abs(found - away_from).max() >= 90:
            return found


def background(random, width, height):
    """From one colour to another across the picture, with some grain. [height, width, 3], 0 ... 255"""
    here = colour(random)
    there = numpy.clip(here + random.integers(-60, 61, 3), 0, 255)
    turn = random.uniform(0, 2 * math.pi)
    ys, xs = numpy.mgrid[0:height, 0:width]
    share = (xs / width - 0.5) * math.cos(turn) + (ys / height - 0.5) * math.sin(turn) + 0.5
    levels = here + (there - here) * numpy.clip(share, 0, 1)[..., None] + random.normal(0, random.uniform(0, 8), (height, width, 1))
    return (here + there) / 2, numpy.clip(levels, 0, 255).astype(numpy.uint8)


def distract(draw, random, width, height):
    """Lines and dots."""
    for _ in range(random.integers(0, 5)):
        ends = [(random.uniform(0, width), random.uniform(0, height)) for _ in range(2)]
        draw.line(ends, fill=tuple(int(level) for level in colour(random)), width=int(random.integers(1, 4)))
    for _ in range(random.integers(0, 9)):
        x, y, radius = random.uniform(0, width), random.uniform(0, height), random.uniform(1, 3)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=tuple(int(level) for level in colour(random)))


def places(random, count, width, height):
    """Centres and radii of shapes that do not touch."""
    found = []
    while len(found) < count:
        radius = random.uniform(15, 34 if count == 1 else 26)
        x, y = random.uniform(1.2 * radius, width - 1.2 * radius), random.uniform(1.2 * radius, height - 1.2 * radius)
        if all(math.hypot(x - other_x, y - other_y) > 1.3 * (radius + other) for other_x, other_y, other in found):
            found.append((x, y, radius))
        elif random.uniform() < 0.02:
            found = []  # there is no room for the rest: begin again
    return found


def drawing(random, count):
    """A picture of `count` shapes. -> Image, share of each class [4], boxes [(class, left, top, right, bottom)] as shares of the picture"""
    width, height = [(192, 144), (144, 144), (144, 192)][random.integers(3)]
    middle, levels = background(random, width, height)
    image = Image.fromarray(levels)
    draw = ImageDraw.Draw(image)
    distract(draw, random, width, height)
    target, boxes = numpy.full(4, 0.25 if count == 0 else 0.0, numpy.float32), []
    for x, y, radius in places(random, count, width, height):
        kind = int(random.integers(4))
        corners = outline(CLASSES[kind], x, y, radius, random.uniform(0, 2 * math.pi), random.uniform(0.85, 1.18))
        draw.polygon(corners, fill=tuple(int(level) for level in colour(random, middle)))
        xs, ys = zip(*corners)
        boxes.append((kind, min(xs) / width, min(ys) / height, max(xs) / width, max(ys) / height))
        target[kind] += 1 / count
    return image, target, boxes


def as_input(image):
    """Squashed as the engine squashes: Pillow's antialiased bilinear. [3, 64, 64]"""
    levels = numpy.asarray(image.convert("RGB").resize((SIDE, SIDE), Image.BILINEAR), numpy.float32) / 255
    return ((levels - MEAN) / STD).transpose(2, 0, 1)


def drawings(seed, count, numbers):
    """`count` pictures, each of one of these numbers of shapes."""
    random = numpy.random.default_rng(seed)
    inputs, targets, boxes = numpy.empty((count, 3, SIDE, SIDE), numpy.float32), numpy.empty((count, 4), numpy.float32), []
    for at in range(count):
        image, targets[at], own = drawing(random, int(random.choice(numbers)))
        inputs[at] = as_input(image)
        boxes.append(own)
    return torch.from_numpy(inputs), torch.from_numpy(targets), boxes


# The network, by torchvision's names

class Block(nn.Module):
    def __init__(self, into, out, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(into, out, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(out)
        self.conv2 = nn.Conv2d(out, out, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(out)
        self.downsample = nn.Identity() if into == out else nn.Sequential(nn.Conv2d(into, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        inner = functional.relu(self.bn1(self.conv1(x)))
        return functional.relu(self.bn2(self.conv2(inner)) + self.downsample(x))


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        self.layer1 = nn.Sequential(Block(8, 8, 1))
        self.layer2 = nn.Sequential(Block(8, 12, 2))
        self.layer3 = nn.Sequential(Block(12, 24, 2))
        self.fc = nn.Linear(24, 4)

    def features(self, x):
        return self.layer3(self.layer2(self.layer1(functional.relu(self.bn1(self.conv1(x))))))

    def forward(self, x):
        return self.fc(self.features(x).mean((2, 3)))


def varied(batch, generator):
    """Mirrored, turned, in other colours: nothing that changes what a shape is."""
    draw = lambda: torch.rand(1, generator=generator).item() < 0.5
    batch = batch.flip(3) if draw() else batch
    batch = batch.transpose(2, 3) if draw() else batch
    signs = torch.randint(0, 2, (1, 3, 1, 1), generator=generator) * 2 - 1.0  # -1: the negative
    return batch[:, torch.randperm(3, generator=generator)] * signs


def cut(inputs, boxes, chosen, side, generator):
    """A part of each picture with its shape, the first if there are several, somewhere in it; any part where there is none. [n, 3, side, side]"""
    parts = []
    for at in chosen.tolist():
        middle = torch.rand(2, generator=generator) * SIDE
        if boxes[at]:
            _, left, top, right, bottom = boxes[at][0]
            middle = torch.tensor([(left + right) / 2, (top + bottom) / 2]) * SIDE + (torch.rand(2, generator=generator) - 0.5) * 8
        x, y = (middle - side / 2).round().clamp(0, SIDE - side).int().tolist()
        parts.append(inputs[at, :, y:y + side, x:x + side])
    return torch.stack(parts)


def train(network, inputs, targets, boxes, epochs, rate, side, generator):
    """On the whole pictures, or on parts of them, `side` pixels wide: a quarter of the work, and nothing but the shape to look at."""
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=1e-2)
    size = 48
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=epochs * (len(inputs) // size))
    for epoch in range(epochs):
        network.train()
        order = torch.randperm(len(inputs), generator=generator)
        total = 0.0
        for at in range(0, len(order) - size + 1, size):
            chosen = order[at:at + size]
            batch = inputs[chosen] if side == SIDE else cut(inputs, boxes, chosen, side, generator)
            loss = -(targets[chosen] * functional.log_softmax(network(varied(batch, generator)), 1)).sum(1).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"{side} pixels, epoch {epoch + 1} of {epochs}: loss {total / (len(order) // size):.4f}", file=sys.stderr, flush=True)


@torch.no_grad()
def centred(network):
    """The same probabilities by logits whose sum is 0: what all classes have in common says nothing."""
    network.fc.weight -= network.fc.weight.mean(0, keepdim=True)
    network.fc.bias -= network.fc.bias.mean()
    return network.eval()


@torch.no_grad()
def measured(network, inputs, targets, boxes):
    """-> share of pictures of one shape that are told right; share of the class map's positive evidence inside the shape's box, on average"""
    features = torch.cat([network.features(part) for part in inputs.split(256)])
    logits = network.fc(features.mean((2, 3)))
    right = (logits.argmax(1) == targets.argmax(1)).float().mean().item()
    shares = []
    for at, own in enumerate(boxes):
        kind, left, top, right_edge, bottom = own[0]
        positive = torch.einsum("k,kyx->yx", network.fc.weight[kind], features[at]).clamp(min=0)
        cells = positive.shape[0]
        ys, xs = torch.meshgrid((torch.arange(cells) + 0.5) / cells, (torch.arange(cells) + 0.5) / cells, indexing="ij")
        margin = 1 / cells  # a cell more: it looks at more than lies under it
        inside = (xs > left - margin) & (xs < right_edge + margin) & (ys > top - margin) & (ys < bottom + margin)
        shares.append((positive[inside].sum() / positive.sum().clamp(min=1e-6)).item())
    return right, sum(shares) / len(shares)


# What is written

def write_safetensors(path, network):
    """Everything in half precision, in the order of the network. Batch-norm's counters are left out."""
    preprocessing = {"order": "RGB", "scale": 255, "mean": [MEAN] * 3, "std": [STD] * 3, "size": [SIDE, SIDE], "resize": [SIDE, SIDE], "interpolation": "bilinear"}
    header = {"__metadata__": {
        "camlucida.preprocessing": json.dumps(preprocessing),
        "camlucida.labels": "\n".join(CLASSES),
        "camlucida.stem": "stride=1,pool=none",
        "camlucida.source": "trained by weights/tiny/train.py of camlucida, on drawings",
        "camlucida.licence": "MIT",
    }}
    data = b""
    for name, tensor in network.state_dict().items():
        if name.endswith("num_batches_tracked"):
            continue
        numbers = tensor.numpy().astype("<f2").tobytes()
        header[name] = {"dtype": "F16", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(numbers)]}
        data += numbers
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def halved(network):
    """What the file holds, so that what is measured is what is written."""
    network.load_state_dict({name: tensor.half().float() if tensor.is_floating_point() else tensor for name, tensor in network.state_dict().items()})
    return network


def sample():
    """The picture that comes with the page: a circle, a star and a triangle on a table. 192 x 144, drawn four times as large."""
    width, height, larger = 192, 144, 4
    image = Image.new("RGB", (width * larger, height * larger))
    draw = ImageDraw.Draw(image)
    for y in range(height * larger):
        share = y / (height * larger)
        draw.line([(0, y), (width * larger, y)], fill=(int(222 - 40 * share), int(226 - 34 * share), int(214 - 20 * share)))
    draw.polygon([(0, height * larger), (0, 470), (width * larger, 430), (width * larger, height * larger)], fill=(150, 136, 120))
    for kind, x, y, radius, angle, ink in [
        ("circle", 52, 50, 27, 0, (205, 62, 48)),
        ("star", 138, 62, 30, -math.pi / 2 + 0.12, (36, 84, 160)),
        ("triangle", 84, 112, 22, -math.pi / 2 + 0.2, (238, 178, 34)),
    ]:
        draw.polygon([(far_x * larger, far_y * larger) for far_x, far_y in outline(kind, x, y, radius, angle, 1)], fill=ink)
    return image.resize((width, height), Image.LANCZOS)


def main():
    torch.manual_seed(SEED)
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    sample().quantize(64, dither=Image.Dither.NONE).save(HERE / "shapes.png", optimize=True)
    network, generator = Network(), torch.Generator().manual_seed(SEED)
    train(network, *drawings(SEED, 12_000, [0, 1, 1, 1, 1, 1, 1]), 24, 8e-3, 32, generator)
    train(network, *drawings(SEED + 1, 8_000, [0, 1, 1, 1, 1, 2, 2, 3]), 6, 4e-3, SIDE, generator)
    write_safetensors(HERE / "tiny.safetensors", halved(centred(network)))
    report(network)


def report(network):
    """Writes what the network is worth, and its logits of the picture for whoever computes them otherwise."""
    right, inside = measured(network, *drawings(SEED + 2, 2_000, [1]))
    with torch.no_grad():
        logits = network(torch.from_numpy(as_input(Image.open(HERE / "shapes.png")))[None])[0]
    said = {
        "held-out drawings of one shape": 2_000,
        "told right": round(right, 4),
        "positive evidence inside the shape's box": round(inside, 4),
        "logits of shapes.png": {name: round(logit, 5) for name, logit in zip(CLASSES, logits.tolist())},
    }
    (HERE / "measured.json").write_text(json.dumps(said, indent=2) + "\n")


if __name__ == "__main__":
    main()
