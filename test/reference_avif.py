"""The pixels of an AVIF: its samples as avifdec decodes them (dav1d), its colours by ITU-T H.273 in double precision.

avifdec's own colours are no truth: libyuv, which it computes them with, is off by a level or two, by ten for limited-range grey, and
enlarges chroma of 12 bits without interpolation.
"""
import re
import subprocess
import tempfile
from pathlib import Path

import numpy

KR_KB = {1: (0.2126, 0.0722), 5: (0.299, 0.114), 6: (0.299, 0.114), 9: (0.2627, 0.0593)}


def avif_pixels(path):
    """[H, W, 3] RGB, 8 bits, turned as the container says."""
    info = subprocess.run(["avifdec", "--info", str(path)], check=True, capture_output=True, text=True).stdout
    matrix = int(re.search(r"Matrix Coeffs\. : (\d+)", info)[1])
    luma, blue, red, depth, full, halved = planes(path)
    if matrix == 0:  # the samples are green, blue and red
        rgb = numpy.stack([red, luma, blue], -1) / (2**depth - 1)
    else:
        rgb = colours(luma, blue, red, depth, full, halved, *KR_KB[matrix if matrix != 2 else 6])
    return turned(numpy.floor(numpy.clip(rgb, 0, 1) * 255 + 0.5).astype(numpy.uint8), Path(path).read_bytes())


def planes(path):
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.y4m"
        subprocess.run(["avifdec", str(path), str(out)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        raw = out.read_bytes()
    head = raw[: raw.index(b"\n")].decode()
    at = raw.index(b"FRAME\n") + 6
    width, height = int(re.search(r" W(\d+)", head)[1]), int(re.search(r" H(\d+)", head)[1])
    kind = re.search(r" C(\S+)", head)[1]
    depth = 12 if "p12" in kind or "mono12" in kind else 10 if "p10" in kind or "mono10" in kind else 8
    across, down = (1, 0) if kind.startswith("422") else (1, 1) if kind.startswith("420") else (0, 0)
    sizes = [(height, width)] + ([] if "mono" in kind else [((height + down) >> down, (width + across) >> across)] * 2)
    found = []
    for rows, columns in sizes:
        dtype = numpy.dtype("u1" if depth == 8 else "<u2")
        length = rows * columns * dtype.itemsize
        found.append(numpy.frombuffer(raw[at : at + length], dtype).reshape(rows, columns).astype(float))
        at += length
    return found[0], found[1] if len(found) > 1 else None, found[2] if len(found) > 2 else None, depth, "FULL" in head, (across, down)


def colours(luma, blue, red, depth, full, halved, kr, kb):
    step = 2 ** (depth - 8)
    y = luma / (2**depth - 1) if full else (luma - 16 * step) / (219 * step)
    if blue is None:
        return numpy.stack([y] * 3, -1)
    u, v = ((enlarged(plane, luma.shape, halved) - 2 ** (depth - 1)) / (2**depth - 1 if full else 224 * step) for plane in (blue, red))
    kg = 1 - kr - kb
    return numpy.stack([y + 2 * (1 - kr) * v, y - 2 * (kr * (1 - kr) * v + kb * (1 - kb) * u) / kg, y + 2 * (1 - kb) * u], -1)


def enlarged(plane, shape, halved):
    """Between the two nearest samples each way, by 3 to 1."""
    across, down = halved
    near_y, far_y = neighbours(shape[0], plane.shape[0], down)
    near_x, far_x = neighbours(shape[1], plane.shape[1], across)
    rows = plane[near_y] * 0.75 + plane[far_y] * 0.25
    return rows[:, near_x] * 0.75 + rows[:, far_x] * 0.25


def neighbours(length, samples, halved):
    at = numpy.arange(length)
    near = at >> halved
    return near, numpy.clip(near + numpy.where(at % 2 == 0, -1, 1), 0, samples - 1) if halved else near


def turned(pixels, data):
    """Quarters to the left, then a mirror: upside down, or left to right."""
    irot, imir = data.find(b"irot"), data.find(b"imir")
    pixels = numpy.rot90(pixels, data[irot + 4] & 3) if irot >= 0 else pixels
    return (pixels[::-1] if data[imir + 4] & 1 == 0 else pixels[:, ::-1]) if imir >= 0 else pixels
