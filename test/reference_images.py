#!/usr/bin/env python3
"""Writes small image files of every kind, and the pixels that OpenCV and Pillow read from them.

    python3 test/reference_images.py            (Debian: python3-opencv python3-pil python3-numpy libjpeg-turbo-progs)

Out   test/fixtures/images/*.png, *.jpg         the files under test, made here from test patterns and one free photograph
      test/fixtures/images/expected.json        name → width, height, SHA-256 of cv2.imread's pixels as RGB bytes, [H, W, 3]
      test/fixtures/images/*.expected.png       those pixels, where our decoder is close but not equal (CMYK, mixed sampling)
      test/fixtures/images/arithmetic_*.jpg     files that OpenCV reads and our decoder refuses
      test/fixtures/npy/*.npy                   arrays as numpy.save writes them

cv2.imread(path, IMREAD_COLOR) is the reference: the pipeline this project reproduces starts with it. Wherever Pillow
should agree, the script insists that it does; 16-bit files (Pillow rounds or clips) and palettes beyond it are excepted.
"""
import hashlib
import io
import json
import struct
import subprocess
import zlib
from pathlib import Path

import cv2
import numpy
from PIL import Image, ImageOps

HERE = Path(__file__).parent
IMAGES = HERE / "fixtures" / "images"
NPY = HERE / "fixtures" / "npy"
PHOTOGRAPH = HERE.parent / "samples" / "chelsea.png"
random = numpy.random.default_rng(20150614)


def photograph(width, height):
    """A crop of the cat's eyes: edges and colours, so that chroma upsampling shows."""
    return Image.open(PHOTOGRAPH).convert("RGB").crop((150, 80, 150 + width, 80 + height))


def noise(height, width, channels, depth=8):
    return random.integers(0, 2**depth, (height, width, channels), dtype=numpy.uint32)


# ---- PNG, written chunk by chunk: no library writes every kind -------------------------------------------------------

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pack_rows(samples, depth):
    """[H, W, C] samples → rows of packed bits, most significant first, each behind its filter byte."""
    height, width, channels = samples.shape
    rows = []
    for y in range(height):
        flat = samples[y].reshape(-1)
        bits = ((flat[:, None] >> numpy.arange(depth - 1, -1, -1)) & 1).astype(numpy.uint8).reshape(-1)
        raw = numpy.packbits(bits)
        step = max(1, channels * depth // 8)
        kind = y % 3 if depth >= 8 else 0  # filters None, Sub, Up by turns
        if kind == 1:
            raw = raw - numpy.concatenate([numpy.zeros(step, numpy.uint8), raw[:-step]])[: len(raw)]
        elif kind == 2:
            above = ((samples[y - 1].reshape(-1)[:, None] >> numpy.arange(depth - 1, -1, -1)) & 1).astype(numpy.uint8)
            raw = raw - numpy.packbits(above.reshape(-1))
        rows.append(bytes([kind]) + raw.tobytes())
    return b"".join(rows)


ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def png(samples, depth, colour_type, interlaced=False, before=b"", after=b""):
    height, width, _ = samples.shape
    if interlaced:
        passes = [samples[y::dy, x::dx] for x, y, dx, dy in ADAM7]
        data = b"".join(pack_rows(part, depth) for part in passes if part.size)
    else:
        data = pack_rows(samples, depth)
    packed = zlib.compress(data, 9)
    half = len(packed) // 2
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, int(interlaced))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before + chunk(b"IDAT", packed[:half]) + chunk(b"IDAT", packed[half:])
            + after + chunk(b"IEND", b""))


def palette(entries):
    return chunk(b"PLTE", noise(1, entries, 3).astype(numpy.uint8).tobytes())


def tiff_orientation(value, order):
    return (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IHHHIHHI", 8, 1, 0x112, 3, 1, value, 0, 0)


def png_files():
    for depth in (1, 2, 4, 8, 16):
        yield f"grey_{depth}.png", png(noise(11, 13, 1, depth), depth, 0)
    for depth in (1, 2, 4, 8):
        yield f"palette_{depth}.png", png(noise(11, 13, 1, depth), depth, 3, before=palette(2**depth))
    for depth in (8, 16):
        yield f"grey_alpha_{depth}.png", png(noise(11, 13, 2, depth), depth, 4)
        yield f"rgb_{depth}.png", png(noise(11, 13, 3, depth), depth, 2)
        yield f"rgba_{depth}.png", png(noise(11, 13, 4, depth), depth, 6)
    yield "palette_transparent.png", png(noise(11, 13, 1, 4), 4, 3, before=palette(16) + chunk(b"tRNS", bytes(range(0, 160, 10))))
    colours = noise(11, 13, 3)
    yield "rgb_transparent.png", png(colours, 8, 2, before=chunk(b"tRNS", struct.pack(">HHH", *map(int, colours[0, 0]))))
    greys = noise(11, 13, 1)
    yield "grey_transparent.png", png(greys, 8, 0, before=chunk(b"tRNS", struct.pack(">H", int(greys[0, 0, 0]))))
    for width, height in ((1, 1), (2, 3), (13, 11)):
        yield f"interlaced_rgb_{width}x{height}.png", png(noise(height, width, 3), 8, 2, interlaced=True)
    yield "interlaced_palette_2.png", png(noise(11, 13, 1, 2), 2, 3, interlaced=True, before=palette(4))
    yield "interlaced_rgba_16.png", png(noise(11, 13, 4, 16), 16, 6, interlaced=True)
    yield "gamma.png", png(noise(11, 13, 3), 8, 2, before=chunk(b"gAMA", struct.pack(">I", 100000)))
    yield "exif_6.png", png(noise(11, 13, 3), 8, 2, before=chunk(b"eXIf", tiff_orientation(6, ">")))
    yield "exif_after_data.png", png(noise(11, 13, 3), 8, 2, after=chunk(b"eXIf", tiff_orientation(3, "<")))
    yield "bytes_behind_end.png", png(noise(11, 13, 3), 8, 2) + b"superfluous"


# ---- JPEG ------------------------------------------------------------------------------------------------------------

def jpeg(image, **options):
    file = io.BytesIO()
    image.save(file, "JPEG", **options)
    return file.getvalue()


def by(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, **options).stdout


def sampled(factors):
    """With these sampling factors, of which most writers know few."""
    ppm = io.BytesIO()
    photograph(37, 29).save(ppm, "PPM")
    return by("cjpeg", "-quality", "85", "-sample", factors, input=ppm.getvalue())


def with_orientation(file, value, order):
    """Puts an EXIF segment behind SOI."""
    data = b"Exif\0\0" + tiff_orientation(value, order)
    return file[:2] + b"\xff\xe1" + struct.pack(">H", len(data) + 2) + data + file[2:]


def jpeg_files():
    for name, subsampling in (("444", 0), ("422", 1), ("420", 2)):
        for width, height in ((64, 48), (37, 29)):
            yield f"{name}_{width}x{height}.jpg", jpeg(photograph(width, height), quality=85, subsampling=subsampling)
    yield "progressive_420_45x33.jpg", jpeg(photograph(45, 33), quality=80, subsampling=2, progressive=True)
    yield "progressive_444_45x33.jpg", jpeg(photograph(45, 33), quality=80, subsampling=0, progressive=True)
    yield "quality_5_50x34.jpg", jpeg(photograph(50, 34), quality=5)
    yield "quality_100_50x34.jpg", jpeg(photograph(50, 34), quality=100)
    yield "grey_41x31.jpg", jpeg(photograph(41, 31).convert("L"), quality=85)
    yield "grey_progressive_41x31.jpg", jpeg(photograph(41, 31).convert("L"), quality=85, progressive=True)
    yield "one_pixel.jpg", jpeg(photograph(1, 1), quality=85)
    yield "one_row_70x1.jpg", jpeg(photograph(70, 1), quality=85, subsampling=2)
    yield "one_column_1x70.jpg", jpeg(photograph(1, 70), quality=85, subsampling=2)
    bgr = numpy.asarray(photograph(53, 39))[:, :, ::-1]
    yield "restart_53x39.jpg", cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, 85, cv2.IMWRITE_JPEG_RST_INTERVAL, 2])[1].tobytes()
    # Three components that are R, G, B: the same data under an Adobe segment that says "no transform", without JFIF.
    plain = jpeg(photograph(33, 25), quality=90, subsampling=0)
    adobe = b"\xff\xee" + struct.pack(">H", 14) + b"Adobe" + struct.pack(">HHHB", 100, 0, 0, 0)
    yield "adobe_rgb_33x25.jpg", plain[:2] + adobe + plain[20:]
    for value in range(1, 9):
        yield f"orientation_{value}.jpg", with_orientation(jpeg(photograph(30, 22), quality=85), value, "<>"[value % 2])
    yield "orientation_9.jpg", with_orientation(jpeg(photograph(30, 22), quality=85), 9, "<")
    # 4:2:2 turned on its side is 4:4:0, the chroma of which is interpolated downwards.
    for name, options in (("440_48x64", ()), ("440_progressive_48x64", ("-progressive",))):
        yield f"{name}.jpg", by("jpegtran", "-rotate", "90", "-perfect", *options, IMAGES / "422_64x48.jpg")
    for factors in ("4x1,1x1,1x1", "1x2,1x1,1x1", "3x1,1x1,1x1", "1x1,1x1,2x1"):
        yield f"sampled_{factors.replace(',', '_')}_37x29.jpg", sampled(factors)
    yield "bytes_behind_end.jpg", jpeg(photograph(30, 22), quality=85) + b"superfluous"


def cmyk_files():
    """Four components: plain, subsampled, without the Adobe segment, progressive, and YCCK."""
    cmyk = photograph(48, 36).convert("CMYK")
    inks = numpy.asarray(cmyk).copy()
    inks[:, :, 3] = numpy.linspace(0, 120, 48).astype(numpy.uint8)  # Pillow's conversion uses no black
    cmyk = Image.fromarray(inks, "CMYK")
    plain = jpeg(cmyk, quality=95, subsampling=0)
    at = plain.index(b"\xff\xee")
    assert plain[at + 4 : at + 9] == b"Adobe" and plain[at + 15] == 0
    yield "cmyk_48x36.jpg", plain
    yield "cmyk_progressive_48x36.jpg", jpeg(cmyk, quality=95, subsampling=0, progressive=True)
    yield "cmyk_no_adobe_48x36.jpg", plain[:at] + plain[at + 16 :]
    # YCCK: the planes Y, Cb, Cr of the inverted inks beside K, with transform 2. Pillow inverts while saving, so invert first.
    luma = numpy.asarray(photograph(48, 36).convert("YCbCr"))
    ycck = numpy.dstack([255 - luma, inks[:, :, 3]])
    file = jpeg(Image.fromarray(ycck, "CMYK"), quality=95, subsampling=0)
    at = file.index(b"\xff\xee")
    yield "ycck_48x36.jpg", file[: at + 15] + b"\x02" + file[at + 16 :]


def arithmetic_files():
    """The same coefficients as in a file above, in libjpeg-turbo's arithmetic coding: sequential, progressive, CMYK."""
    for source, progressive in (("420_37x29", False), ("grey_progressive_41x31", True), ("cmyk_48x36", False)):
        coded = by("jpegtran", "-arithmetic", *(["-progressive"] if progressive else []), IMAGES / f"{source}.jpg")
        assert (b"\xff\xca" if progressive else b"\xff\xc9") in coded
        yield f"arithmetic_{source}.jpg", coded


# ---- what OpenCV and Pillow read -------------------------------------------------------------------------------------

def read_as_opencv(path):
    pixels = cv2.imread(str(path), cv2.IMREAD_COLOR)
    assert pixels is not None, path
    return numpy.ascontiguousarray(pixels[:, :, ::-1])


def read_as_pillow(path):
    return numpy.asarray(ImageOps.exif_transpose(Image.open(path)).convert("RGB"))


def expectation(path, pillow_agrees):
    pixels = read_as_opencv(path)
    if pillow_agrees:
        assert numpy.array_equal(pixels, read_as_pillow(path)), path
    height, width, _ = pixels.shape
    return {"width": width, "height": height, "sha256": hashlib.sha256(pixels.tobytes()).hexdigest()}


def write(folder, files):
    for name, content in files:
        (folder / name).write_bytes(content)
        yield name


def main():
    IMAGES.mkdir(parents=True, exist_ok=True)
    NPY.mkdir(parents=True, exist_ok=True)
    expected = {}
    for name in write(IMAGES, png_files()):
        expected[name] = expectation(IMAGES / name, pillow_agrees="16" not in name)
    for name in write(IMAGES, jpeg_files()):
        expected[name] = expectation(IMAGES / name, pillow_agrees=True)
    (IMAGES / "expected.json").write_text(json.dumps(expected, indent=1) + "\n")
    for name in write(IMAGES, [("mixed_2x2_2x1_1x1_37x29.jpg", sampled("2x2,2x1,1x1")), *cmyk_files()]):
        Image.fromarray(read_as_opencv(IMAGES / name)).save((IMAGES / name).with_suffix(".expected.png"), optimize=True)
    for name in write(IMAGES, arithmetic_files()):
        assert numpy.array_equal(read_as_opencv(IMAGES / name), read_as_opencv(IMAGES / name.removeprefix("arithmetic_"))), name
    numpy.save(NPY / "map_2x3.npy", numpy.array([[-1.5, 0, 3.25], [numpy.nan, numpy.inf, 1e-40]], dtype="<f4"))
    numpy.save(NPY / "vector_3.npy", numpy.array([1, 2, 3], dtype="<f4"))
    numpy.save(NPY / "scalar.npy", numpy.array(38.86, dtype="<f4"))
    size = sum(file.stat().st_size for folder in (IMAGES, NPY) for file in folder.iterdir())
    print(f"{len(expected)} images, {size:,} bytes, OpenCV {cv2.__version__}, Pillow {Image.__version__}, NumPy {numpy.__version__}")


if __name__ == "__main__":
    main()
