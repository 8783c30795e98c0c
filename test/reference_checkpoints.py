#!/usr/bin/env python3
"""Checkpoints written by PyTorch itself, and the numbers that PyTorch reads back from them.

Writes packages/tensor/src/checkpoint/fixtures/: small files, and reference.json with, for each readable one,
the state dict's shapes and values as float32 and the names of its integer tensors.
Made with Debian 12's python3-torch 1.13.0 and python3-numpy 1.24:  /usr/bin/python3 test/reference_checkpoints.py
Run again with PyTorch 2 (2.13.0 was used), it adds current_*.pth, today's form of the same, and leaves the rest alone.
The legacy format names storages by their address, so those files differ from run to run in such names only.
"""
import argparse
import collections
import datetime
import hashlib
import io
import json
import math
import os
import pathlib
import pickle
import struct
import zipfile

import numpy
import torch
from torch import nn

FOLDER = pathlib.Path(__file__).parent.parent / "packages/tensor/src/checkpoint/fixtures"
LEGACY = {"_use_new_zipfile_serialization": False}
IS_CURRENT = int(torch.__version__.split(".")[0]) >= 2
EVERYTHING = {"weights_only": False} if IS_CURRENT else {}  # our own files: what they pickle may be run
reference = {}

# The legacy format quotes the source of every pickled class, and where it lies: 12 KB that no fixture needs.
torch.serialization.get_source_lines_and_file = lambda cls: ([], None, None)


def number(value):
    """JSON has no infinities and no NaN; float32 values are exact in the decimal that Python prints."""
    return value if math.isfinite(value) else str(value)


def describe(state_dict):
    floats = {name: tensor.detach().float() for name, tensor in state_dict.items() if tensor.is_floating_point()}
    return {
        "tensors": {
            name: {"shape": list(tensor.shape), "data": [number(value) for value in tensor.flatten().tolist()]}
            for name, tensor in floats.items()
        },
        "skipped": [name for name in state_dict if name not in floats],
    }


def save(name, content, state_dict=lambda loaded: loaded, **options):
    """Saves, loads back with PyTorch, and notes what it loaded where `state_dict` finds it."""
    torch.save(content, FOLDER / name, **options)
    reference[name] = describe(state_dict(torch.load(FOLDER / name, **EVERYTHING)))


def save_refused(name, content, **options):
    torch.save(content, FOLDER / name, **options)


def small_network():
    torch.manual_seed(0)
    network = nn.Sequential(collections.OrderedDict(conv1=nn.Conv2d(3, 2, 3, bias=False), bn1=nn.BatchNorm2d(2)))
    network(torch.rand(2, 3, 8, 8))  # one step, so that the batch-norm statistics are not trivial
    return network


def formats():
    special = [0.0, -0.0, 1 / 3, -65504.0, 2**-24, -(2**-14), math.inf, -math.inf, math.nan]
    floats = {dtype: torch.tensor(special).to(getattr(torch, dtype)) for dtype in ("float32", "float16", "bfloat16", "float64")}
    integers = ("int64", "int32", "int16", "int8", "uint8", "bool")
    return {**floats, **{dtype: torch.arange(3).to(getattr(torch, dtype)) for dtype in integers}}


def views():
    torch.manual_seed(1)
    storage = torch.rand(4, 6)
    return {
        "whole": storage,
        "transposed": storage.t(),
        "row": storage[2],
        "column": storage[:, 1],
        "every_other": storage[1::2, ::3],
        "diagonal": storage.diagonal(),
        "expanded": storage[:, :1].expand(4, 5),
        "expanded_scalar": torch.tensor(0.25).expand(2, 3, 4),
        "windows": storage[0].unfold(0, 4, 1),  # overlapping: strides [1, 1]
        "scalar": storage[3, 5],
        "empty": storage[:0],
        "one_by_one": torch.rand(1, 1, 1),
        "channels_last": torch.rand(2, 3, 2, 2).to(memory_format=torch.channels_last),
        "half_transposed": torch.rand(3, 2).half().t(),
        "bfloat16_column": torch.rand(3, 2).bfloat16()[:, 1],
        "parameter": nn.Parameter(torch.rand(3)),
    }


def training():
    """What a training script keeps: options, histories, an optimiser, and a DataParallel network in the middle."""
    network = nn.DataParallel(small_network())
    optimizer = torch.optim.Adam(network.parameters())
    for parameter in network.parameters():
        parameter.grad = torch.ones_like(parameter)
    optimizer.step()
    return {
        "epoch": 90,
        "arch": "resnet18",
        "seed": 2**70,
        "lowest": -(2**40),
        "best_accuracy": torch.tensor(0.698),
        "args": argparse.Namespace(lr=0.1, output=pathlib.PurePosixPath("runs/1"), sizes={224, 256}),
        "history": collections.defaultdict(list, loss=[0.5, 0.25]),
        "mean": numpy.float64(0.485),
        "std": numpy.array([0.229, 0.224, 0.225]),
        "blob": b"\x00\xff",
        "started": datetime.datetime(2020, 1, 2, 3, 4, 5),
        "device": torch.device("cpu"),
        "size": torch.Size([1, 2]),
        "dtype": torch.float32,
        "nothing": None,
        "flags": [True, False],
        "optimizer": optimizer.state_dict(),
        "state_dict": network.state_dict(),
    }


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(2, 2)


class SystemCall:
    def __reduce__(self):
        return os.system, ("echo This must never be printed",)


class Evaluation:
    def __reduce__(self):
        return eval, ("print('This must never be printed')",)


def write_state_dicts():
    plain = small_network().state_dict()
    save("zip.pth", plain)
    save("legacy.pth", plain, **LEGACY)
    for protocol in (3, 4, 5):
        save(f"zip_protocol{protocol}.pth", plain, pickle_protocol=protocol)
    save("legacy_protocol4.pth", plain, pickle_protocol=4, **LEGACY)
    save("zip_formats.pth", formats())
    save("legacy_formats.pth", formats(), **LEGACY)
    save("zip_views.pth", views())
    save("legacy_views.pth", views(), **LEGACY)


def write_nested():
    def unwrapped(loaded):
        return {name.removeprefix("module."): tensor for name, tensor in loaded["state_dict"].items()}

    save("zip_training.pth", training(), unwrapped)
    save("legacy_training.pth", training(), unwrapped, **LEGACY)
    average = torch.optim.swa_utils.AveragedModel(small_network())
    average.update_parameters(small_network())

    def averaged(loaded):
        return {name.removeprefix("module."): tensor for name, tensor in loaded["model_ema"].items()}

    save("average.pth", {"epoch": 1, "model_ema": average.state_dict()}, averaged)
    nested = {"model": {"state_dict": small_network().state_dict()}}
    save("nested_twice.pth", nested, lambda loaded: loaded["model"]["state_dict"])
    save("unusual_key.pth", {"version": 1, "generator": small_network().state_dict()}, lambda loaded: loaded["generator"])


def write_current():
    """PyTorch 2: more zip entries (byteorder, alignment…), compiled networks, parameters and tensors with attributes."""
    save("current_zip.pth", small_network().state_dict())
    save("current_legacy.pth", small_network().state_dict(), **LEGACY)
    tagged = {"tagged_parameter": nn.Parameter(torch.rand(3)), "tagged_tensor": torch.rand(2)}
    for tensor in tagged.values():
        tensor.tag = "an attribute"
    save("current_views.pth", {**views(), **tagged, "buffer": nn.Buffer(torch.rand(2))})
    compiled = torch.compile(small_network())  # nothing is compiled before it is called
    content = {**training(), "version": torch.__version__, "rng": torch.get_rng_state(), "state_dict": compiled.state_dict()}

    def unwrapped(loaded):
        return {name.removeprefix("_orig_mod."): tensor for name, tensor in loaded["state_dict"].items()}

    save("current_training.pth", content, unwrapped)
    save_refused("current_float8.pth", {"fc.weight": torch.rand(3).to(torch.float8_e4m3fn)})


def write_refused():
    save_refused("two_networks.pth", {name: small_network().state_dict() for name in ("generator", "discriminator")})
    save_refused("module.pth", nn.Sequential(nn.Linear(2, 2)))
    save_refused("module_of_own_class.pth", Net())
    save_refused("module_legacy.pth", Net(), **LEGACY)
    save_refused("hostile_zip.pth", {"fc.weight": torch.zeros(2), "fc.bias": SystemCall()})
    save_refused("hostile_protocol4.pth", {"fc.weight": SystemCall()}, pickle_protocol=4)
    save_refused("hostile_legacy.pth", {"fc.weight": SystemCall()}, **LEGACY)
    save_refused("hostile_eval.pth", {"fc.weight": Evaluation()})
    save_refused("quantised.pth", {"fc.weight": torch.quantize_per_tensor(torch.rand(3), 0.1, 0, torch.qint8)})
    save_refused("sparse.pth", {"fc.weight": torch.eye(3).to_sparse()})
    save_refused("complex.pth", {"fc.weight": torch.zeros(3, dtype=torch.complex64)})
    save_refused("meta.pth", {"fc.weight": torch.zeros(3, device="meta")})
    save_refused("integers.pth", {"counter": torch.arange(3)})
    save_refused("list_of_tensors.pth", [torch.zeros(2)])
    torch.jit.script(nn.Linear(1, 1)).save(str(FOLDER / "torchscript.pt"))
    (FOLDER / "plain_pickle.pth").write_bytes(pickle.dumps({"fc.weight": [0.5]}))


def rezip(name, compression, extra):
    """zip.pth again, entry by entry, with `extra` entries beside data.pkl."""
    with zipfile.ZipFile(FOLDER / "zip.pth") as source, zipfile.ZipFile(FOLDER / name, "w", compression) as target:
        for entry in source.namelist():
            target.writestr(zipfile.ZipInfo(entry), source.read(entry), compression)
        for entry, text in extra.items():
            target.writestr(zipfile.ZipInfo(entry), text)


def write_zip64(name):
    """zip.pth with a directory in which every size and offset is in its 64-bit field, as beyond 4 GiB."""
    source = (FOLDER / "zip.pth").read_bytes()
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        entries, contents_end = archive.infolist(), archive.start_dir
    directory = b""
    for entry in entries:
        name_bytes = entry.filename.encode()
        extra = struct.pack("<HHQQQ", 1, 24, entry.file_size, entry.compress_size, entry.header_offset)
        saturated = 2**32 - 1
        sizes = (saturated, saturated, len(name_bytes), len(extra))
        fields = (0x02014B50, 45, 45, 0, 0, 0, 0, entry.CRC, *sizes, 0, 0, 0, 0, saturated)
        directory += struct.pack("<IHHHHHHIIIHHHHHII", *fields) + name_bytes + extra
    count, at = len(entries), contents_end
    end64 = struct.pack("<IQHHIIQQQQ", 0x06064B50, 44, 45, 45, 0, 0, count, count, len(directory), at)
    locator = struct.pack("<IIQI", 0x07064B50, 0, at + len(directory), 1)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 2**16 - 1, 2**16 - 1, 2**32 - 1, 2**32 - 1, 0)
    (FOLDER / name).write_bytes(source[:contents_end] + directory + end64 + locator + end)


def write_zips():
    rezip("byteorder_little.pth", zipfile.ZIP_STORED, {"zip/byteorder": "little", "zip/.format_version": "1"})
    rezip("byteorder_big.pth", zipfile.ZIP_STORED, {"zip/byteorder": "big"})
    rezip("deflated.pth", zipfile.ZIP_DEFLATED, {})
    write_zip64("zip64.pth")
    for name in ("byteorder_little.pth", "zip64.pth"):
        reference[name] = describe(torch.load(FOLDER / name))


def write_safetensors():
    """By hand, from the published format: 8 bytes of length, JSON, then the tensors one after another."""
    torch.manual_seed(2)
    dtypes = {"float32": "F32", "float16": "F16", "bfloat16": "BF16", "float64": "F64"}
    dtypes.update({"int64": "I64", "uint8": "U8", "bool": "BOOL"})
    tensors = {name: tensor for name, tensor in formats().items() if name in dtypes}
    tensors = {"conv1.weight": torch.rand(2, 3, 2, 2), "scalar": torch.tensor(0.75), "empty": torch.zeros(0, 3), **tensors}
    header, data = {"__metadata__": {"format": "pt", "note": "é"}}, b""
    for name, tensor in tensors.items():
        raw = bytes(tensor.reshape(-1).view(torch.uint8).tolist()) if tensor.numel() else b""
        dtype = dtypes[str(tensor.dtype).removeprefix("torch.")]
        header[name] = {"dtype": dtype, "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, ensure_ascii=False).encode()
    text += b" " * (-len(text) % 8)
    (FOLDER / "by_hand.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
    reference["by_hand.safetensors"] = {**describe(tensors), "metadata": header["__metadata__"]}


def half_digests():
    """SHA-256 of all 65,536 patterns of a 16-bit format as float32, every NaN written as 0x7fc00000."""
    patterns = torch.arange(2**16, dtype=torch.int32).to(torch.int16)  # wraps to every bit pattern, 0x0000 first
    digests = {}
    for name in ("float16", "bfloat16"):
        words = patterns.view(getattr(torch, name)).float().numpy().view("<u4").copy()
        words[(words & 0x7FFFFFFF) > 0x7F800000] = 0x7FC00000
        digests[name] = hashlib.sha256(words.tobytes()).hexdigest()
    return digests


def write_all():
    write_state_dicts()
    write_nested()
    write_refused()
    write_zips()
    write_safetensors()


def write_reference(previous):
    files = {name: content for name, content in previous["files"].items() if name.startswith("current_") != IS_CURRENT}
    files.update(reference)
    lines = ",\n".join(f"    {json.dumps(name)}: {json.dumps(files[name])}" for name in sorted(files))
    (FOLDER / "reference.json").write_text(f'{{\n  "digests": {json.dumps(half_digests())},\n  "files": {{\n{lines}\n  }}\n}}\n')


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    index = FOLDER / "reference.json"
    kept = json.loads(index.read_text()) if index.exists() else {"files": {}}
    write_current() if IS_CURRENT else write_all()
    write_reference(kept)
