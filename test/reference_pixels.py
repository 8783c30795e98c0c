#!/usr/bin/python3
"""Writes packages/cam/src/fixtures/*.json: what Pillow, torchvision and OpenCV make of pictures of pseudo-random pixels.

The pictures are not stored: `noise` below is repeated to the bit in packages/cam/src/testing/pixels.ts. Of a large result
its SHA-256 and a few samples are stored, of a small one every value.

Needs Debian's python3-numpy, python3-pil, python3-opencv, python3-torch and python3-torchvision.
Run from the root: /usr/bin/python3 test/reference_pixels.py [--seed N] [--out FOLDER]
"""
import argparse
import hashlib
import json
import pathlib
import tempfile

import cv2
import numpy as np
import PIL
import torch
import torchvision
import torchvision.transforms as T
from PIL import Image

SMALL = 64  # results of at most so many values are stored whole
FIXTURES = pathlib.Path(__file__).parent.parent / "packages/cam/src/fixtures"


# ---------------------------------------------------------------- inputs, as in testing/pixels.ts
def noise(seed: int, count: int) -> np.ndarray:  # [count] uint32: a bijective hash of seed · 2654435769 + i
    x = np.arange(count, dtype=np.uint32) + np.uint32(seed * 2654435769 & 0xFFFFFFFF)
    x ^= x >> np.uint32(16)
    x *= np.uint32(0x7FEB352D)
    x ^= x >> np.uint32(15)
    x *= np.uint32(0x846CA68B)
    x ^= x >> np.uint32(16)
    return x


def noise_bytes(seed: int, shape) -> np.ndarray:  # even seeds: 0…255; odd seeds: 0 or 255, the hardest contrasts
    top = (noise(seed, int(np.prod(shape))) >> np.uint32(24)).astype(np.uint8)
    return (top if seed % 2 == 0 else (top >> 7) * np.uint8(255)).reshape(shape)


def noise_floats(seed: int, shape) -> np.ndarray:  # −8 … 8 in steps of 2⁻²⁰: exact in float32, their sums are not
    top = (noise(seed, int(np.prod(shape))) >> np.uint32(8)).astype(np.float32)
    return ((top - np.float32(2**23)) / np.float32(2**20)).reshape(shape)


# ---------------------------------------------------------------- results
def digest(array: np.ndarray) -> dict:
    """SHA-256 of the little-endian bytes, and the values at `at`."""
    array = np.ascontiguousarray(array)
    flat = array.reshape(-1)
    at = list(range(flat.size)) if flat.size <= SMALL else [i * flat.size // 8 + i for i in range(8)]
    values = [v.item() for v in flat[at]]
    return {"sha256": hashlib.sha256(array.tobytes()).hexdigest(), "at": at, "values": values}


# ---------------------------------------------------------------- preprocessing
MEAN, STD = [0.485, 0.456, 0.406], [0.229, 0.224, 0.225]
KERAS_MEAN = np.array([103.939, 116.779, 123.68], np.float32)  # blue, green, red


def preprocess(rgb: np.ndarray, framing: str, normalisation: str) -> np.ndarray:  # [224, 224, 3] float32
    frame = T.Resize((224, 224)) if framing == "squash" else T.Compose([T.Resize(256), T.CenterCrop(224)])
    framed = frame(Image.fromarray(rgb))
    if normalisation == "keras":
        return np.asarray(framed)[:, :, ::-1].astype(np.float32) - KERAS_MEAN
    return T.Normalize(MEAN, STD)(T.ToTensor()(framed)).permute(1, 2, 0).contiguous().numpy()


def crop_region(width: int, height: int) -> list:
    """The kept part in the photograph's pixels, found by sending coordinates through torchvision's own resize and crop."""
    probe = T.Resize(256)(Image.new("L", (width, height)))
    ramp = np.add.outer(np.arange(probe.height) * probe.width, np.arange(probe.width)).astype(np.int32)
    cropped = T.CenterCrop(224)(torch.from_numpy(ramp)[None])[0]
    top, left = divmod(int(cropped[0, 0]), probe.width)
    across, down = width / probe.width, height / probe.height
    return [left * across, top * down, 224 * across, 224 * down]


def preprocess_cases(rng) -> list:
    sizes = [(1, 1), (1, 300), (300, 1), (2, 3), (224, 224), (256, 256), (448, 448), (223, 225), (255, 257), (1999, 1501)]
    sizes += [(int(rng.integers(1, 224)), int(rng.integers(1, 224))) for _ in range(20)]  # up
    sizes += [(int(rng.integers(224, 900)), int(rng.integers(224, 900))) for _ in range(20)]  # down
    sizes += [(int(rng.integers(3, 1200)), int(rng.integers(3, 1200))) for _ in range(10)]  # any
    cases = []
    for number, (width, height) in enumerate(sizes):
        seed = int(rng.integers(1, 2**31))
        rgb = np.ascontiguousarray(noise_bytes(seed, (height, width, 4))[:, :, :3])
        for framing in ("squash", "crop"):
            normalisation = "keras" if number % 4 == 3 else "imagenet"
            region = [0, 0, width, height] if framing == "squash" else crop_region(width, height)
            case = {"seed": seed, "width": width, "height": height, "framing": framing, "normalisation": normalisation}
            cases.append({**case, "region": region, **digest(preprocess(rgb, framing, normalisation))})
    return cases


# ---------------------------------------------------------------- other inputs than 224 × 224 in three colours
def keep_ratio(picture, resize: tuple, interpolation):
    """What timm does where the sides differ, ResizeKeepRatio: as small as covers both. resize [height, width]"""
    ratio = min(picture.height / resize[0], picture.width / resize[1])
    return T.Resize((round(picture.height / ratio), round(picture.width / ratio)), interpolation)(picture)


def other_input(rgb: np.ndarray, case: dict) -> np.ndarray:  # [height, width, 3 or 1] float32
    interpolation = T.InterpolationMode(case["interpolation"])
    picture = Image.fromarray(rgb)
    if case["order"] == "L":
        picture = picture.convert("L")
    if case["framing"] == "squash":
        picture = T.Resize(tuple(case["size"]), interpolation)(picture)
    elif case["resize"][0] == case["resize"][1]:
        picture = T.CenterCrop(case["size"])(T.Resize(case["resize"][0], interpolation)(picture))
    else:
        picture = T.CenterCrop(case["size"])(keep_ratio(picture, case["resize"], interpolation))
    return T.Normalize(case["mean"], case["std"])(T.ToTensor()(picture)).permute(1, 2, 0).contiguous().numpy()


PUBLISHED = [  # [height, width] of the input and of what it is cut out of
    {"size": [224, 224], "resize": [256, 256], "interpolation": "bicubic"},  # EfficientNet-B0
    {"size": [299, 299], "resize": [342, 342], "interpolation": "bilinear"},  # Inception v3
    {"size": [456, 456], "resize": [456, 456], "interpolation": "bicubic"},  # EfficientNet-B5
    {"size": [320, 480], "resize": [365, 548], "interpolation": "bilinear"},
    {"size": [97, 33], "resize": [110, 37], "interpolation": "bicubic"},
]


def other_cases(rng) -> list:
    cases = []
    for number, published in enumerate(PUBLISHED):
        for width, height in [(640, 480), (375, 500), (31, 57), (1203, 411)]:
            for framing in ("squash", "crop"):
                grey = (number + len(cases)) % 3 == 0
                mean, std = ([0.1307], [0.3081]) if grey else (MEAN, STD)
                seed = int(rng.integers(1, 2**31))
                case = {"seed": seed, "width": width, "height": height, "framing": framing, **published, "order": "L" if grey else "RGB", "mean": mean, "std": std}
                rgb = np.ascontiguousarray(noise_bytes(seed, (height, width, 4))[:, :, :3])
                cases.append({**case, **digest(other_input(rgb, case))})
    return cases


# ---------------------------------------------------------------- resampling
def resize_cases(rng, sizes, channel_counts, resize, make) -> list:
    cases = []
    for width, height, out_width, out_height in sizes:
        for channels in channel_counts:
            seed = int(rng.integers(1, 2**31))
            result = resize(make(seed, (height, width, channels)), out_width, out_height)
            case = {"seed": seed, "width": width, "height": height, "channels": channels}
            cases.append({**case, "outWidth": out_width, "outHeight": out_height, **digest(result)})
    return cases


def resize_pillow(array, width, height):
    picture = Image.fromarray(array[:, :, 0] if array.shape[2] == 1 else array)
    return np.asarray(picture.resize((width, height), Image.BILINEAR))


def resize_pillow_bicubic(array, width, height):
    picture = Image.fromarray(array[:, :, 0] if array.shape[2] == 1 else array)
    return np.asarray(picture.resize((width, height), Image.BICUBIC))


def resize_pillow_nearest(array, width, height):
    picture = Image.fromarray(array[:, :, 0] if array.shape[2] == 1 else array)
    return np.asarray(picture.resize((width, height), Image.NEAREST))


def resize_opencv(array, width, height):
    return cv2.resize(array, (width, height))


SIZES = [(1, 1, 5, 7), (1, 9, 4, 3), (9, 1, 3, 4), (2, 3, 8, 8), (5, 4, 5, 9), (5, 4, 9, 4), (7, 7, 7, 7), (7, 7, 13, 29)]
SIZES += [(7, 7, 224, 224), (13, 31, 224, 224), (600, 3, 224, 224), (223, 225, 224, 224), (500, 375, 224, 224)]
SIZES += [(640, 480, 224, 224), (448, 448, 224, 224), (448, 300, 224, 224), (224, 224, 224, 224), (224, 224, 640, 427)]
SIZES += [(101, 99, 50, 49), (33, 65, 32, 64), (1023, 769, 224, 224), (300, 1, 224, 224), (1, 300, 224, 224)]
HALVINGS = [(2, 2, 1, 1), (6, 4, 3, 2), (14, 14, 7, 7), (22, 6, 11, 3), (38, 10, 19, 5), (64, 64, 32, 32)]


# ---------------------------------------------------------------- the article's tail
ARTICLE_PHOTOS = [(7, 7), (224, 224), (112, 112), (128, 128), (448, 448), (1, 1), (1, 97), (97, 1), (1, 224), (2, 3)]
ARTICLE_PHOTOS += [(500, 375), (375, 500), (1023, 769), (113, 200), (640, 427), (97, 61), (223, 225), (512, 512)]


def article(cam: np.ndarray, photo: np.ndarray, middle: int):
    """The tutorial's lines, and what cv2.imwrite makes of its float64 picture. photo: [H, W, 3] BGR"""
    height, width = photo.shape[:2]
    cam = cam - np.min(cam)
    cam = np.uint8(255 * (cam / np.max(cam)))
    square = cv2.resize(cam, (middle, middle))
    levels = cv2.resize(square, (width, height))
    heat = cv2.applyColorMap(levels, cv2.COLORMAP_JET)
    with tempfile.TemporaryDirectory() as folder:
        cv2.imwrite(folder + "/picture.png", heat * 0.3 + photo * 0.5)
        return cam, levels, heat, cv2.imread(folder + "/picture.png")


def article_cases(rng) -> list:
    cases = []
    for number, (width, height) in enumerate(ARTICLE_PHOTOS):
        for middle in (224, 256):
            map_width, map_height = (7, 7) if number % 3 else (10, 6)
            seed = int(rng.integers(1, 2**31))
            cam = noise_floats(seed, (map_height, map_width))
            photo = noise_bytes(seed + 2, (height, width, 4))[:, :, 2::-1]
            small, levels, heat, picture = article(cam, photo, middle)
            case = {"seed": seed, "mapWidth": map_width, "mapHeight": map_height, "width": width, "height": height}
            results = {"bytes": digest(small), "levels": digest(levels), "heat": digest(heat[:, :, ::-1])}
            cases.append({**case, "middle": middle, **results, "picture": digest(picture[:, :, ::-1])})
    return cases


# ---------------------------------------------------------------- colours
def colour_cases() -> list:
    levels = np.arange(256, dtype=np.uint8).reshape(1, 256)
    table = lambda name: cv2.applyColorMap(levels, getattr(cv2, "COLORMAP_" + name.upper()))[0, :, ::-1]
    return [{"name": name, **digest(table(name))} for name in ("jet", "turbo", "viridis", "inferno", "magma")]


def versions() -> str:
    return f"Pillow {PIL.__version__}, torchvision {torchvision.__version__}, OpenCV {cv2.__version__}"


def write(folder: pathlib.Path, name: str, cases: list) -> None:
    lines = ",\n".join("    " + json.dumps(case, separators=(",", ":")) for case in cases)
    text = '{\n  "source": "test/reference_pixels.py: %s",\n  "cases": [\n%s\n  ]\n}\n' % (versions(), lines)
    (folder / name).write_text(text, encoding="utf-8")
    print(f"{name}: {len(cases)} cases")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=pathlib.Path, default=FIXTURES)
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    write(options.out, "preprocess.json", preprocess_cases(rng))
    write(options.out, "resize_pillow.json", resize_cases(rng, SIZES + HALVINGS, (1, 3), resize_pillow, noise_bytes))
    write(options.out, "resize_opencv_u8.json", resize_cases(rng, SIZES + HALVINGS, (1, 3, 4), resize_opencv, noise_bytes))
    write(options.out, "resize_opencv_f32.json", resize_cases(rng, SIZES + HALVINGS, (1, 2, 3, 4), resize_opencv, noise_floats))
    write(options.out, "article.json", article_cases(rng))
    write(options.out, "colours.json", colour_cases())
    write(options.out, "resize_pillow_bicubic.json", [{**case, "interpolation": "bicubic"} for case in resize_cases(rng, SIZES + HALVINGS, (1, 3), resize_pillow_bicubic, noise_bytes)])
    write(options.out, "preprocess_other.json", other_cases(rng))
    write(options.out, "resize_pillow_nearest.json", [{**case, "interpolation": "nearest"} for case in resize_cases(rng, SIZES + HALVINGS, (1, 3), resize_pillow_nearest, noise_bytes)])
