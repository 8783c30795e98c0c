#!/usr/bin/env python3
"""The two files that the guide's chapter about checkpoints opens, and what Python itself says of their pickles.

Writes apps/web/public/checkpoint/tiny.pth and hostile.pth, as torch.save makes them, and
packages/tensor/src/checkpoint/fixtures/pickletools.json: of every opcode its name, and of some pickles the opcodes one by
one, as Python's pickletools reads them.
Made with Debian 12's python3-torch 1.13.0:  /usr/bin/python3 test/reference_pickle.py
"""
import json
import os
import pathlib
import pickletools
import zipfile

import torch

ROOT = pathlib.Path(__file__).parent.parent
SITE = ROOT / "apps/web/public/checkpoint"
FIXTURES = ROOT / "packages/tensor/src/checkpoint/fixtures"


class Command:
    """What pickles as a call of os.system; Python would make it while it loads the file."""

    def __reduce__(self):
        return (os.system, ("echo this command has run",))


def pickle_in(path):
    with zipfile.ZipFile(path) as archive:
        return archive.read(next(name for name in archive.namelist() if name.endswith("data.pkl")))


def as_json(argument):
    return argument if argument is None or isinstance(argument, (int, float, str)) else str(argument)


def described(data):
    return {"pickle": data.hex(), "steps": [[position, opcode.name, as_json(argument)] for opcode, argument, position in pickletools.genops(data)]}


torch.save({"fc.weight": torch.tensor([[0.5, -1.0], [2.0, 0.25]])}, SITE / "tiny.pth")
torch.save({"fc.weight": torch.tensor([[0.5, -1.0], [2.0, 0.25]]), "note": Command()}, SITE / "hostile.pth")
files = {"tiny": SITE / "tiny.pth", "hostile": SITE / "hostile.pth", "protocol 4": FIXTURES / "zip_protocol4.pth", "training": FIXTURES / "zip_training.pth"}
content = {
    "opcodes": {str(ord(opcode.code)): opcode.name for opcode in pickletools.opcodes},
    "files": {name: described(pickle_in(path)) for name, path in files.items()},
}
(FIXTURES / "pickletools.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")
