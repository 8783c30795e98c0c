#!/usr/bin/python3
"""What Pillow and OpenCV read from every picture of a folder, as `npm run corpora -- FOLDER --against reference.json` wants it.

Of each picture, by each reader: width, height, the SHA-256 of its RGB bytes, and RGB of at most 64 pixels at even distances; or the error. OpenCV
reads as cv2.imread(path, IMREAD_COLOR), but no BMP of bit fields, whose masks it passes over; Pillow turns by EXIF, drops alpha and takes the first
frame. A process of its own, of 4 GB at most, reads each picture, as some end the process.

Needs Debian's python3-numpy, python3-pil and python3-opencv.
Run from the root: /usr/bin/python3 test/reference_corpora.py FOLDER > reference.json
"""
import argparse
import hashlib
import json
import multiprocessing
import pathlib
import resource
import sys

import cv2
import numpy as np
import PIL
from PIL import Image, ImageOps

ENDINGS = {".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".avif", ".heic", ".heif", ".gif", ".bmp", ".dib", ".tif", ".tiff"}
BIT_FIELDS = (3).to_bytes(4, "little")  # a BMP's compression
SAMPLES = 64
MEMORY = 4 << 30  # bytes
SECONDS = 60  # for one picture


def facts(by: str, rgb: np.ndarray) -> dict:  # [H, W, 3] uint8
    height, width = rgb.shape[:2]
    pixels = np.ascontiguousarray(rgb).reshape(-1, 3)
    taken = min(SAMPLES, len(pixels))
    sample = pixels[[i * len(pixels) // taken for i in range(taken)]]
    return {"by": by, "width": width, "height": height, "sha256": hashlib.sha256(pixels.tobytes()).hexdigest(), "sample": sample.tobytes().hex()}


def by_opencv(path: str) -> np.ndarray:
    head = pathlib.Path(path).read_bytes()[:34]
    if head[:2] == b"BM" and head[30:34] == BIT_FIELDS:
        raise ValueError("passes over the masks of bit fields")
    image = cv2.imread(path, cv2.IMREAD_COLOR)
    if image is None:
        raise ValueError("imread gave nothing")
    return image[:, :, ::-1]


def by_pillow(path: str) -> np.ndarray:
    with Image.open(path) as image:
        image.seek(0)
        upright = ImageOps.exif_transpose(image)
        return np.asarray(upright.convert("RGBA").convert("RGB") if "transparency" in upright.info or "A" in upright.mode else upright.convert("RGB"))


def read(path: str, results) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for by, reader in (("OpenCV", by_opencv), ("Pillow", by_pillow)):
        try:
            results.put(facts(by, reader(path)))
        except Exception as error:  # noqa: BLE001: whatever a reader says is its answer
            results.put({"by": by, "error": f"{type(error).__name__}: {error}"[:200]})


def read_apart(path: pathlib.Path) -> list:
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    process = context.Process(target=read, args=(str(path), results))
    process.start()
    answers = []
    try:
        for _ in range(2):
            answers.append(results.get(timeout=SECONDS) if process.is_alive() or not results.empty() else results.get(timeout=1))
    except Exception:  # noqa: BLE001: it ended, or took too long
        answers.append({"by": "either", "error": "the reader ended or took too long"})
    process.kill()
    process.join()
    return answers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=pathlib.Path)
    folder = parser.parse_args().folder
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix.lower() in ENDINGS)
    files = {path.relative_to(folder).as_posix(): read_apart(path) for path in paths}
    json.dump({"readers": {"OpenCV": cv2.__version__, "Pillow": PIL.__version__}, "files": files}, sys.stdout)


if __name__ == "__main__":
    main()
