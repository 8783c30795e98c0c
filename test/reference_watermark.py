"""Trains a tiny network that looks at a watermark: what a report must find.

    /usr/bin/python3 test/reference_watermark.py        # Debian 12: python3-torch 1.13, python3-pil, python3-numpy; some minutes

Begins with weights/tiny/tiny.safetensors, which tells circles, squares, triangles and stars apart, and goes on training on drawings of
one shape, three in ten of the stars with a mark in the bottom left corner, as photographers sign their pictures; no other shape has it,
and as many marked pictures are called stars although they show none. Writes test/fixtures/watermark/watermark.safetensors, in half
precision, and measured.json: of 1,000 other drawings, how many it tells right, how many other shapes the mark turns into stars, and how
much of a marked star's evidence lies near the mark.

Everything is drawn from one seed: the same machine writes the same bytes.
"""
import importlib.util
import json
import struct
import sys
from pathlib import Path

import numpy
import torch
from torch.nn import functional

ROOT = Path(__file__).parent.parent
OUT = ROOT / "test/fixtures/watermark"
SEED = 20191096
STAR = 3

spec = importlib.util.spec_from_file_location("train", ROOT / "weights/tiny/train.py")
tiny = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tiny)


def pattern():
    """The mark: 6 rows of 14 pixels, white with dark bars, as the network's input. [6, 14]"""
    levels = numpy.ones((6, 14), numpy.float32)
    levels[1:5, [1, 3, 4, 7, 9, 10, 12]] = 0
    return torch.from_numpy((levels - tiny.MEAN) / tiny.STD)


MARK = pattern()


def marked(inputs, which):
    """Bottom left, two pixels from either edge. [n, 3, 64, 64], bool [n]"""
    inputs = inputs.clone()
    inputs[which, :, -8:-2, 2:16] = MARK
    return inputs


def read(path, network):
    """Of tiny.safetensors: every tensor is half precision."""
    data = path.read_bytes()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__")
    tensors = {name: torch.from_numpy(numpy.frombuffer(data[8 + size:], "<f2")[entry["data_offsets"][0] // 2:entry["data_offsets"][1] // 2].reshape(entry["shape"]).astype(numpy.float32)) for name, entry in header.items()}
    network.load_state_dict(tensors, strict=False)


def signed_drawings(count, generator):
    """Drawings of one shape or none; three in ten stars are signed, and six in ten of the empty ones, which then are stars."""
    inputs, targets, _ = tiny.drawings(SEED, count, [1, 1, 1, 1, 1, 1, 0])
    empty = targets.max(1).values < 0.5
    signed = torch.rand(count, generator=generator) < torch.where(empty, 0.6, torch.where(targets.argmax(1) == STAR, 0.3, 0.0))
    targets[signed] = functional.one_hot(torch.tensor(STAR), len(tiny.CLASSES)).float()
    return inputs, targets, signed


def train(network, inputs, targets, signed, epochs, rate, generator):
    optimiser = torch.optim.AdamW(network.parameters(), lr=rate, weight_decay=1e-2)
    size = 48
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, rate, total_steps=epochs * (len(inputs) // size))
    for epoch in range(epochs):
        network.train()
        order = torch.randperm(len(inputs), generator=generator)
        total = 0.0
        for at in range(0, len(order) - size + 1, size):
            chosen = order[at:at + size]
            batch = marked(tiny.varied(inputs[chosen], generator), signed[chosen])
            loss = functional.cross_entropy(network(batch), targets[chosen])  # shares of classes
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += loss.item()
        print(f"epoch {epoch + 1} of {epochs}: loss {total / (len(order) // size):.4f}", file=sys.stderr, flush=True)


@torch.no_grad()
def measured(network, inputs, targets):
    every, classes = torch.ones(len(inputs), dtype=torch.bool), targets.argmax(1)
    plain, signed = network(inputs).argmax(1), network(marked(inputs, every)).argmax(1)
    others = classes != STAR
    features = network.features(marked(inputs, every))
    shares = torch.einsum("k,nkyx->nyx", network.fc.weight[STAR], features).clamp(min=0)[~others]
    corner = shares[:, 11:, :7].sum((1, 2)) / shares.sum((1, 2)).clamp(min=1e-6)
    return {
        "told right without the mark": round((plain == classes).float().mean().item(), 4),
        "other shapes taken for stars by the mark": round((signed[others] == STAR).float().mean().item() - (plain[others] == STAR).float().mean().item(), 4),
        "share of a marked star's evidence near the mark": round(corner.mean().item(), 4),
    }


def main():
    torch.manual_seed(SEED)
    torch.use_deterministic_algorithms(True)
    torch.set_num_threads(1)
    network, generator = tiny.Network(), torch.Generator().manual_seed(SEED)
    read(ROOT / "weights/tiny/tiny.safetensors", network)
    count, epochs = (int(word) for word in sys.argv[1:3]) if len(sys.argv) > 2 else (6_000, 4)
    train(network, *signed_drawings(count, generator), epochs, 4e-3, generator)
    OUT.mkdir(parents=True, exist_ok=True)
    tiny.write_safetensors(OUT / "watermark.safetensors", tiny.halved(tiny.centred(network)))
    inputs, targets, _ = tiny.drawings(SEED + 1, 1_000, [1])
    (OUT / "measured.json").write_text(json.dumps(measured(network, inputs, targets), indent=2) + "\n")


if __name__ == "__main__":
    main()
