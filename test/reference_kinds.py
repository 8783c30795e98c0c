"""Makes checkpoints of every kind that people have, with PyTorch's logits, in a folder: what `npm run verify -- kinds` opens.

Each network is a narrow one with seeded weights and batch-norm statistics (test/kinds/kind.py), under the names that a library
or a training script gives it; its logits are those of one seeded photograph, in float64. FOLDER/kinds.json lists the files. Without
a FOLDER, the kinds marked as samples go to test/fixtures/kinds.json: names, shapes and seeds alone, no files.
Needs Debian's python3-torch and python3-torchvision.
Run: /usr/bin/python3 test/reference_kinds.py [FOLDER [NAME ...]]
"""
import json
import re
import sys
import warnings
from pathlib import Path

import torch

from kinds import families, others, resnets
from kinds.kind import far_from_float32, filled, logits_of
from seeded import encode

warnings.filterwarnings("ignore")
ROUNDED = 2e-5  # how far float32 may lead PyTorch itself away from its float64, of the largest logit


def all_kinds():
    return [*others.kinds(), *resnets.kinds(), *families.kinds()]


def row_of(kind, network):
    row = {"group": kind.group, "name": kind.name, "size": list(kind.size), **kind.facts}
    if kind.answer is None:
        return row
    off = far_from_float32(kind, network)
    if off > ROUNDED:
        print(f"  {kind.name}: PyTorch's float32 is {off:.1e} from its float64")
    return {**row, "logits": encode(logits_of(kind, network))}


def write_file(kind, number, folder):
    network, state, saved, _ = filled(kind)
    row = row_of(kind, network)
    name = f"{number:03}_" + re.sub(r"[^a-z0-9]+", "_", kind.name.lower()).strip("_")[:40] + kind.ending
    path = folder / name
    if isinstance(saved, bytes):
        path.write_bytes(saved)
    elif kind.save:
        kind.save(network, saved, path)
    else:
        torch.save(saved, path)
    return {**row, "file": name}


def sample_row(kind):
    """Names, shapes and seeds of the tensors, as test/src/kinds/kind.ts draws them."""
    network, _, saved, marks = filled(kind)
    tensors = []
    for key, value in saved.items():
        if value.is_floating_point():
            drawn = value if id(value) in marks else value._base  # a view has other axes than what was drawn for it
            tensors.append([key, list(value.shape), *marks[id(drawn)], *([] if drawn is value else [list(drawn.shape)])])
    return {**row_of(kind, network), "tensors": tensors}


def main(arguments):
    torch.manual_seed(0)
    if not arguments:
        rows = [sample_row(kind) for kind in all_kinds() if kind.sample]
        lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows)
        (Path(__file__).parent / "fixtures/kinds.json").write_text(f'{{ "source": "test/reference_kinds.py, PyTorch {torch.__version__}", "kinds": [\n{lines}\n] }}\n')
        return
    folder, names = Path(arguments[0]), arguments[1:]
    folder.mkdir(parents=True, exist_ok=True)
    rows = [write_file(kind, number, folder) for number, kind in enumerate(all_kinds()) if not names or any(name in kind.name for name in names)]
    (folder / "kinds.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    print(f"{len(rows)} kinds in {folder}")


if __name__ == "__main__":
    main(sys.argv[1:])
