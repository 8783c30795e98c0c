#!/usr/bin/env python3
"""Writes pictures of the formats beyond PNG and JPEG, by their own encoders at various settings, and the pixels that others read from them.

    python3 test/reference_formats.py                   a few small files of each, for the tests
    python3 test/reference_formats.py FOLDER [COUNT]    COUNT files of each (200), for `npm run verify -- formats FOLDER`

Debian: python3-pil python3-numpy webp libavif-bin libtiff-tools libheif-examples

Out   test/fixtures/formats/NAME.*, expected.json     name → width, height, SHA-256 of the RGB bytes, [H, W, 3]
      test/fixtures/formats/*.expected.png            the pixels themselves, where ours are close but not equal
      FOLDER/FORMAT/NNNN.*, NNNN.*.expected.png       the pixels of every file
      FOLDER/settings.json                            name → what it was made by

Truth: Pillow's ImageOps.exif_transpose(Image.open(path)).convert("RGB") for WebP, GIF, BMP and TIFF, since it reads all of them, and a
training pipeline of torchvision reads them so; of 16-bit grey the high byte, where Pillow would clip. For AVIF, which Debian's Pillow does
not read, see reference_avif.py. libheif's heif-convert for HEIC.
"""
import hashlib
import io
import json
import shutil
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy
from PIL import Image, ImageOps

from reference_avif import avif_pixels

HERE = Path(__file__).parent
FIXTURES = HERE / "fixtures" / "formats"
random = numpy.random.default_rng(20150614)
FORMATS = {"webp": "webp", "avif": "avif", "gif": "gif", "bmp": "bmp", "tiff": "tif", "heic": "heic"}


def pick(*choices):
    return choices[random.integers(len(choices))]


def chance(probability):
    return random.random() < probability


# ---- pictures to encode ----------------------------------------------------------------------------------------------

def size_of(number, small):
    """The smallest first, then odd ones, now and then a larger one."""
    fixed = [(1, 1), (2, 1), (1, 2), (3, 5), (16, 16), (17, 33), (255, 1), (1, 255), (64, 48), (65, 47)]
    if small:
        return fixed[number % len(fixed)] if number < 4 else (int(random.integers(9, 41)), int(random.integers(9, 41)))
    if number < len(fixed):
        return fixed[number]
    return (int(random.integers(300, 900)), int(random.integers(300, 900))) if chance(0.1) else (int(random.integers(2, 160)), int(random.integers(2, 160)))


def picture(width, height, mode="RGB"):
    """A part of a photograph, noise, a ramp or a flat drawing. [H, W, channels], 8 bits."""
    kind = pick("photograph", "photograph", "noise", "ramp", "flat")
    if kind == "photograph":
        whole = Image.open(HERE.parent / "samples" / pick("chelsea.png", "coffee.png")).convert("RGB")
        image = whole.resize((width, height)) if chance(0.5) or width > 300 or height > 200 else whole.crop((100, 80, 100 + width, 80 + height))
    elif kind == "noise":
        image = Image.fromarray(random.integers(0, 256, (height, width, 3), dtype=numpy.uint8))
    elif kind == "ramp":
        y, x = numpy.mgrid[0:height, 0:width]
        image = Image.fromarray(numpy.stack([x * 255 // max(1, width - 1), y * 255 // max(1, height - 1), (x + y) % 256], -1).astype(numpy.uint8))
    else:
        colours = random.integers(0, 256, (7, 3), dtype=numpy.uint8)
        y, x = numpy.mgrid[0:height, 0:width]
        image = Image.fromarray(colours[(x // 9 + y // 7) % 7])
    if mode in ("RGBA", "LA"):
        image.putalpha(Image.fromarray(random.integers(0, 256, (height, width), dtype=numpy.uint8)))
    return image.convert(mode)


def run(*words):
    subprocess.run([str(word) for word in words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def png_beside(path, image):
    source = path.with_suffix(".source.png")
    image.save(source)
    return source


def exif_of(orientation):
    exif = Image.Exif()
    exif[0x112] = orientation
    return exif


# ---- one writer for each format: each returns what it did -------------------------------------------------------------

def write_webp(path, size):
    mode = pick("RGB", "RGB", "RGBA")
    if chance(0.1):
        frames = [picture(*size, mode) for _ in range(3)]
        settings = dict(lossless=chance(0.5), quality=80, minimize_size=chance(0.5))
        frames[0].save(path, save_all=True, append_images=frames[1:], duration=40, background=(1, 2, 3, 4), **settings)
        return f"animated {mode} {settings}"
    settings = dict(quality=int(random.integers(0, 101)), lossless=chance(0.35), method=int(random.integers(0, 7)), exact=chance(0.5))
    if chance(0.2):
        settings["exif"] = exif_of(int(random.integers(1, 9)))
    if chance(0.5) or "exif" in settings:
        picture(*size, mode).save(path, alpha_quality=int(random.integers(0, 101)), **settings)
    else:
        words = pick(["-lossless", "-z", 6], ["-near_lossless", 40], ["-sharp_yuv", "-q", 60], ["-q", 30, "-segments", 1, "-sns", 0, "-f", 100], ["-preset", "drawing"], ["-pass", 3, "-q", 90])
        run("cwebp", "-quiet", *words, png_beside(path, picture(*size, mode)), "-o", path)
        return f"cwebp {mode} {words}"
    return f"{mode} {settings}"


def write_avif(path, size):
    mode = pick("RGB", "RGB", "RGBA", "L")
    words = ["-s", pick(6, 8, 9), "-y", pick(444, 422, 420, 420, 400), "-d", pick(8, 8, 10, 12), "-r", pick("full", "limited"), "--min", 0, "--max", pick(0, 20, 40, 63)]
    if chance(0.15):
        words += ["--cicp", pick("1/13/1", "9/16/9", "1/13/5")]
    if chance(0.15):
        words = ["-s", 8, "--lossless"]
    if chance(0.2):
        words += pick(["--irot", 1], ["--irot", 2], ["--irot", 3], ["--imir", 0], ["--imir", 1], ["--irot", 1, "--imir", 1], ["--irot", 3, "--imir", 0])
    if chance(0.1) and min(size) >= 300:
        words += ["--grid", "2x2"] if size[0] % 2 == 0 and size[1] % 2 == 0 else []
    run("avifenc", *words, png_beside(path, picture(*size, mode)), path)
    return f"avifenc {mode} {words}"


def write_gif(path, size):
    colours = pick(2, 3, 4, 16, 100, 256)
    frames = [picture(*size).quantize(colours, dither=pick(0, 1)) for _ in range(pick(1, 1, 1, 3))]
    settings = dict(interlace=chance(0.4), optimize=chance(0.3))
    if chance(0.3):
        settings["transparency"] = int(random.integers(0, colours))
    if chance(0.2):
        frames = [picture(*size, "L")]
    if chance(0.25):
        path.write_bytes(partial_gif(size, colours, frames[0]))
        return f"part of a canvas, {colours} colours"
    frames[0].save(path, save_all=len(frames) > 1, append_images=frames[1:], duration=50, **settings)
    return f"{len(frames)} frames, {colours} colours, {settings}"


def partial_gif(size, colours, frame):
    """The frame away from the corner of a larger canvas, or beyond a smaller one."""
    buffer = io.BytesIO()
    frame.save(buffer, "GIF", optimize=False)
    data = bytearray(buffer.getvalue())
    at = data.index(b"\x2c\0\0\0\0" + struct.pack("<HH", *size))
    left, top = int(random.integers(0, 20)), int(random.integers(0, 20))
    struct.pack_into("<HH", data, at + 1, left, top)
    if chance(0.7):
        struct.pack_into("<HH", data, 6, size[0] + left + pick(0, 3), size[1] + top + pick(0, 5))
    if chance(0.3):
        data[11] = pick(0, 1)
    return bytes(data)


def write_bmp(path, size):
    kind = pick("rgb", "rgb", "rgba", "palette", "palette", "grey", "1", "16", "565", "rle8", "rle4", "4", "os2", "down", "32")
    image = picture(*size)
    if kind in ("rgb", "rgba", "grey", "1"):
        picture(*size, {"rgb": "RGB", "rgba": "RGBA", "grey": "L", "1": "1"}[kind]).save(path)
    elif kind == "palette":
        image.quantize(pick(2, 16, 200, 256)).save(path)
    else:
        path.write_bytes(bmp_by_hand(kind, image))
    return kind


def bmp_by_hand(kind, image):
    width, height = image.size
    bits = {"16": 16, "565": 16, "rle8": 8, "rle4": 4, "4": 4, "os2": 24, "down": 24, "32": 32}[kind]
    compression = {"565": 3, "rle8": 1, "rle4": 2, "32": 3}.get(kind, 0)
    rgb = numpy.asarray(image)
    rows = rgb if kind == "down" else rgb[::-1]
    palette = b""
    if bits <= 8:
        indexed = image.quantize(2**bits)
        table = numpy.zeros((2**bits, 4), numpy.uint8)
        entries = numpy.array(indexed.getpalette(), numpy.uint8).reshape(-1, 3)[: 2**bits]
        table[: len(entries), :3] = entries[:, ::-1]
        palette = table.tobytes()
        rows = numpy.asarray(indexed)[::-1]
    masks = {"565": struct.pack("<III", 0xF800, 0x7E0, 0x1F), "32": struct.pack("<III", 0xFF0000, 0xFF00, 0xFF)}.get(kind, b"")
    pixels = b"".join(bmp_row(kind, row) for row in rows) + (b"\0\1" if kind.startswith("rle") else b"")
    stored = -height if kind == "down" else height
    if kind == "os2":
        header = struct.pack("<IHHHH", 12, width, height, 1, bits)
    else:
        header = struct.pack("<IiiHHIIiiII", 40, width, stored, 1, bits, compression, len(pixels), 2835, 2835, 0, 0)
    offset = 14 + len(header) + len(masks) + len(palette)
    return b"BM" + struct.pack("<IHHI", offset + len(pixels), 0, 0, offset) + header + masks + palette + pixels


def bmp_row(kind, row):
    if kind == "rle8":
        return b"".join(run_lengths(row.tolist())) + b"\0\0"
    if kind == "rle4":
        return b"".join(bytes([1, index << 4]) for index in row.tolist()) + b"\0\0"
    if kind == "4":
        padded = numpy.append(row, [0] * (len(row) % 2)).astype(numpy.uint8)
        data = (padded[0::2] << 4 | padded[1::2]).astype(numpy.uint8).tobytes()
    elif kind in ("16", "565"):
        red, green, blue = (row[:, channel].astype(numpy.uint16) for channel in range(3))
        words = (red >> 3) << 10 | (green >> 3) << 5 | blue >> 3 if kind == "16" else (red >> 3) << 11 | (green >> 2) << 5 | blue >> 3
        data = words.astype("<u2").tobytes()
    elif kind == "32":
        data = numpy.concatenate([row[:, ::-1], numpy.full((len(row), 1), 7, numpy.uint8)], 1).astype(numpy.uint8).tobytes()
    else:
        data = row[:, ::-1].astype(numpy.uint8).tobytes()
    return data + b"\0" * (-len(data) % 4)


def run_lengths(indices):
    """Runs of one index, and now and then a stretch as it is."""
    at = 0
    while at < len(indices):
        if len(indices) - at >= 3 and chance(0.3):
            stretch = indices[at : at + int(random.integers(3, min(len(indices) - at, 255) + 1))]
            yield bytes([0, len(stretch)]) + bytes(stretch) + b"\0" * (len(stretch) % 2)
            at += len(stretch)
            continue
        length = 1
        while at + length < len(indices) and indices[at + length] == indices[at] and length < 255:
            length += 1
        yield bytes([length, indices[at]])
        at += length


def write_tiff(path, size):
    mode = pick("RGB", "RGB", "RGBA", "L", "LA", "P", "1", "CMYK", "I;16", "jpeg", "jpeg", "RGB16", "L4", "associated")
    compression = pick("raw", "tiff_lzw", "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "packbits")
    words = tiffcp_words(mode)
    settings = {"compression": "jpeg" if mode == "jpeg" else compression}
    if mode == "jpeg":
        settings["quality"] = pick(30, 75, 95)
        picture(*size, pick("RGB", "RGB", "L")).save(path, **settings)
    elif mode == "I;16":
        Image.fromarray(random.integers(0, 65536, size[::-1], dtype=numpy.uint16)).save(path, **settings)
    elif mode in ("RGB16", "L4", "associated"):
        path.write_bytes(tiff_by_hand(mode, size))
    elif mode == "P":
        picture(*size).quantize(pick(2, 16, 200, 256)).save(path, **settings)
    else:
        if compression in ("tiff_lzw", "tiff_adobe_deflate") and mode in ("RGB", "RGBA", "L") and chance(0.5):
            settings["tiffinfo"] = {317: 2}
        if chance(0.15):
            settings["tiffinfo"] = {**settings.get("tiffinfo", {}), 274: int(random.integers(1, 9))}
        frames = [picture(*size, mode) for _ in range(pick(1, 1, 1, 2))]
        frames[0].save(path, save_all=len(frames) > 1, append_images=frames[1:], **settings)
    if words and chance(0.5) and mode not in ("jpeg", "L4"):
        copied = path.with_suffix(".copied.tif")
        run("tiffcp", *words, path, copied)
        copied.replace(path)
        settings["tiffcp"] = words
    return f"{mode} {settings}"


def tiffcp_words(mode):
    compressed = ["-c", pick("lzw", "zip", "packbits", "none", *(["lzw:2", "zip:2"] if mode in ("RGB", "RGBA", "L", "I;16", "RGB16") else []))]
    order = [pick("-B", "-L")]
    form = pick([], ["-r", pick(1, 3, 16)], ["-t", "-w", pick(16, 32), "-l", pick(16, 48)], ["-p", "separate"] if mode in ("RGB", "RGBA", "CMYK", "RGB16") else [])
    return compressed + order + form


def tiff_by_hand(mode, size):
    """What Pillow does not write: 16-bit colour, 4-bit grey, associated alpha."""
    width, height = size
    bits, samples, photometric, extra = {"RGB16": (16, 3, 2, None), "L4": (4, 1, pick(0, 1), None), "associated": (8, 4, 2, 1)}[mode]
    if mode == "RGB16":
        data = random.integers(0, 65536, (height, width, 3), dtype=numpy.uint16).astype("<u2").tobytes()
    elif mode == "L4":
        data = random.integers(0, 256, (height, (width + 1) // 2), dtype=numpy.uint8).tobytes()
    else:
        data = random.integers(0, 256, (height, width, 4), dtype=numpy.uint8).tobytes()
    tags = [(256, 4, [width]), (257, 4, [height]), (258, 3, [bits] * samples), (259, 3, [1]), (262, 3, [photometric]), (273, 4, [8]), (277, 3, [samples]), (278, 4, [height]), (279, 4, [len(data)])]
    tags += [(338, 3, [extra])] if extra else []
    start = 8 + len(data) + len(data) % 2
    values, body = b"", b""
    after = start + 2 + 12 * len(tags) + 4
    for tag, kind, numbers in tags:
        packed = struct.pack(f"<{len(numbers)}{'H' if kind == 3 else 'I'}", *numbers)
        if len(packed) > 4:
            packed, values = struct.pack("<I", after + len(values)), values + packed
        body += struct.pack("<HHI", tag, kind, len(numbers)) + packed.ljust(4, b"\0")
    return b"II*\0" + struct.pack("<I", start) + data + b"\0" * (len(data) % 2) + struct.pack("<H", len(tags)) + body + b"\0\0\0\0" + values


def write_heic(path, size):
    mode = pick("RGB", "RGB", "RGBA", "L")
    words = pick(["-q", 10], ["-q", 50], ["-q", 90], ["-q", 80, "-p", "chroma=444"], ["-L", "-p", "chroma=444", "--matrix_coefficients=0"], ["-q", 70, "--full_range_flag=0"], ["-q", 60, "-p", "chroma=422"])
    run("heif-enc", *words, png_beside(path, picture(*size, mode)), "-o", path)
    return f"heif-enc {mode} {words}"


# ---- what others read -------------------------------------------------------------------------------------------------

def pixels_of(path):
    """[H, W, 3] RGB, 8 bits."""
    if path.suffix == ".avif":
        return avif_pixels(path)
    if path.suffix == ".heic":
        with tempfile.TemporaryDirectory() as folder:
            run("heif-convert", path, Path(folder) / "out.png")
            return numpy.asarray(Image.open(Path(folder) / "out.png").convert("RGB"))
    image = Image.open(path)
    image = image if path.suffix == ".tif" else ImageOps.exif_transpose(image)  # a TIFF is turned when it is loaded
    if image.mode.startswith("I;16"):
        grey = (numpy.asarray(image) >> 8).astype(numpy.uint8)
        return numpy.stack([grey] * 3, -1)
    return numpy.asarray(image.convert("RGB"))


def write_all(folder, count, small=False):
    settings, expected = {}, {}
    for kind, ending in FORMATS.items():
        place = folder if small else folder / kind
        place.mkdir(parents=True, exist_ok=True)
        number = 0
        wanted = 2 * count if small and kind == "tiff" else count  # of so many kinds
        for attempt in range(4 * wanted):
            if number == wanted:
                break
            path = place / (f"{kind}_{number}.{ending}" if small else f"{number:04}.{ending}")
            try:
                made_by = globals()[f"write_{kind}"](path, size_of(number, small))
                pixels = pixels_of(path)
            except (subprocess.CalledProcessError, OSError, ValueError) as error:
                print(f"{kind}: {type(error).__name__} {error}", file=sys.stderr)  # an encoder or a reader does not do this one
                continue
            path.with_suffix(".source.png").unlink(missing_ok=True)
            name = str(path.relative_to(folder))
            settings[name] = made_by
            expected[name] = {"width": pixels.shape[1], "height": pixels.shape[0], "sha256": hashlib.sha256(pixels.tobytes()).hexdigest()}
            if not small or kind == "heic":
                Image.fromarray(numpy.ascontiguousarray(pixels)).save(f"{path}.expected.png", compress_level=9 if small else 1)
            number += 1
        for left in place.glob("*.source.png"):
            left.unlink()
    return settings, expected


if __name__ == "__main__":
    if len(sys.argv) > 1:
        target = Path(sys.argv[1])
        made, _ = write_all(target, int(sys.argv[2]) if len(sys.argv) > 2 else 200)
        (target / "settings.json").write_text(json.dumps(made, indent=1))
    else:
        shutil.rmtree(FIXTURES, ignore_errors=True)
        _, wanted = write_all(FIXTURES, 12, small=True)
        (FIXTURES / "expected.json").write_text(json.dumps(wanted, indent=1) + "\n")
