#!/usr/bin/env python3
"""Damages small JPEGs in every way that is told apart, and records what libjpeg-turbo says of each.

    python3 test/reference_jpeg_damage.py       (Debian: python3-opencv python3-numpy libjpeg-turbo-progs)

In    test/fixtures/images/*.jpg                written by reference_images.py
Out   test/fixtures/jpeg_damage.json            [{from, edits, verdict, warnings, sha256}]

An edit is [at, removed, inserted as hex], applied in order. The verdict is libjpeg-turbo's, by all its warnings (djpeg -verbose three
times; once, it prints the first only):

    whole         none
    superfluous   only such as harm nothing: bytes that belong to nothing, a scan header that makes no difference
    lacking       none, but the scans that it lists do not bring every bit of every coefficient: it blurs, or paints a component grey
    damaged       others: it paints grey what is missing, or goes on behind what it cannot read
    fails         it gives up

sha256 is of cv2.imdecode's pixels as RGB bytes, [H, W, 3], where the file is whole or superfluous. It is the same with and without SIMD,
or the file is left out: coefficients out of range, which damage may bring about unnoticed, overflow differently there.
"""
import hashlib
import json
import os
import random
import re
import struct
import subprocess
import tempfile
from pathlib import Path

import cv2
import numpy

HERE = Path(__file__).parent
IMAGES = HERE / "fixtures" / "images"
OUT = HERE / "fixtures" / "jpeg_damage.json"
BASES = [
    "420_64x48", "422_37x29", "444_37x29", "440_48x64", "440_progressive_48x64", "progressive_420_45x33", "progressive_444_45x33",
    "grey_41x31", "grey_progressive_41x31", "restart_53x39", "quality_5_50x34", "adobe_rgb_33x25", "sampled_3x1_1x1_1x1_37x29",
]
HARMLESS = re.compile(r"extraneous bytes before marker|Invalid SOS parameters|unknown JFIF revision|Unknown Adobe")
EACH = 2  # files of each kind of damage and each verdict
random.seed(20261128)


def apply(file, edits):
    for at, removed, inserted in edits:
        file = file[:at] + bytes.fromhex(inserted) + file[at + removed :]
    return file


# ---- ways to damage a file -------------------------------------------------------------------------------------------

def segments(file):
    """[(start, marker, end)]; image data follow those of SOS (0xda)."""
    at, found = 2, []
    while file[at + 1] != 0xD9:
        end = at + 2 + struct.unpack(">H", file[at + 2 : at + 4])[0]
        found.append((at, file[at + 1], end))
        at = end
        while not (file[at] == 0xFF and file[at + 1] != 0 and not 0xD0 <= file[at + 1] <= 0xD7):
            at += 1
    return [*found, (at, 0xD9, at + 2)]


def data_position(file):
    """Somewhere in the image data, not at their very beginning."""
    start = next(end for _, marker, end in segments(file) if marker == 0xDA)
    return random.randrange(start + 2, len(file) - 3)


def junk(count):
    return bytes(random.randrange(1, 255) for _ in range(count)).hex()


def cut(file):
    at = data_position(file)
    return [[at, len(file) - at, ""]]


def cut_and_closed(file):
    at = data_position(file)
    return [[at, len(file) - at, "ffd9"]]


def between_segments(file):
    return [[random.choice(segments(file)[1:])[0], 0, junk(random.randint(1, 5))]]


def between_segments_and_cut(file):
    return [*cut_and_closed(file), [segments(file)[1][0], 0, junk(3)]]


def scan_header(file):
    start = next(end for _, marker, end in segments(file) if marker == 0xDA)
    return [[start - 3, 3, random.choice(["000000", "010500", "003f01", "003f10"])]]


def scan_header_and_cut(file):
    return [*cut_and_closed(file), *scan_header(file)]


def bit(file):
    at = data_position(file)
    return [[at, 1, bytes([file[at] ^ (1 << random.randrange(8))]).hex()]]


def header_byte(file):
    first, end = segments(file)[0][0], next(end for _, marker, end in segments(file) if marker == 0xDA)
    return [[random.randrange(first, end), 1, junk(1)]]


def bytes_lost(file):
    return [[data_position(file), random.randint(1, 6), ""]]


def bytes_added(file):
    return [[data_position(file), 0, junk(random.randint(1, 4))]]


def bytes_before_end(file):
    return [[len(file) - 2, 0, random.choice(["00", "0000000000", "2a", junk(4)])]]


def restarts(file):
    return [at for at in range(len(file) - 1) if file[at] == 0xFF and 0xD0 <= file[at + 1] <= 0xD7]


def restart_lost(file):
    return [[random.choice(restarts(file)), 2, ""]] if restarts(file) else None


def restart_renamed(file):
    return [[random.choice(restarts(file)) + 1, 1, f"d{random.randrange(8)}"]] if restarts(file) else None


def bytes_before_restart(file):
    return [[random.choice(restarts(file)), 0, junk(2)]] if restarts(file) else None


def bytes_before_restart_and_cut(file):
    return [*cut_and_closed(file), [restarts(file)[0], 0, junk(2)]] if restarts(file) else None


def scan_lost(file):
    """A whole scan of a progressive file."""
    parts = segments(file)
    scans = [at for at, (_, marker, _) in enumerate(parts) if marker == 0xDA]
    if len(scans) < 2:
        return None
    at = random.choice(scans)
    return [[parts[at][0], parts[at + 1][0] - parts[at][0], ""]]


def revision(file):
    """JFIF 2.01, where there is a JFIF segment."""
    start, marker, _ = segments(file)[0]
    return [[start + 9, 1, "02"]] if marker == 0xE0 else None


def run_too_long(file):
    """Past the last coefficient, which is then not zero: later scans of that block depend on it."""
    return [[800, 1, "81"]] if file == (IMAGES / "440_progressive_48x64.jpg").read_bytes() else None


WAYS = [
    cut, cut_and_closed, between_segments, between_segments_and_cut, scan_header, scan_header_and_cut, bit, header_byte, bytes_lost, bytes_added,
    bytes_before_end, restart_lost, restart_renamed, bytes_before_restart, bytes_before_restart_and_cut, scan_lost, revision, run_too_long,
]


# ---- what libjpeg-turbo says -----------------------------------------------------------------------------------------

def djpeg(path, **environment):
    done = subprocess.run(["djpeg", *["-verbose"] * 3, "-ppm", path], capture_output=True, env={**os.environ, **environment})
    return done, done.stderr.decode("latin1").splitlines()


def lacks_scans(said):
    """By libjpeg's own trace of a progressive file: the bits that are left of each coefficient of each component."""
    left = {}
    scan = []
    for line in said:
        if component := re.match(r"    Component (\d+): \dhx\dv", line):
            left[component[1]] = [None] * 64
        elif line.startswith("Start Of Scan"):
            scan = []
        elif component := re.match(r"    Component (\d+): dc=", line):
            scan.append(component[1])
        elif band := re.match(r"  Ss=(\d+), Se=(\d+), Ah=\d+, Al=(\d+)", line):
            for component in scan:
                left[component][int(band[1]) : int(band[2]) + 1] = [int(band[3])] * (int(band[2]) + 1 - int(band[1]))
    return any(bits != 0 for component in left.values() for bits in component)


def pixels(file):
    image = cv2.imdecode(numpy.frombuffer(file, numpy.uint8), cv2.IMREAD_COLOR)
    return None if image is None else numpy.ascontiguousarray(image[:, :, ::-1]).tobytes()


def judge(file):
    """(verdict, warnings, SHA-256), or None where SIMD makes a difference."""
    with tempfile.NamedTemporaryFile(suffix=".jpg") as copy:
        copy.write(file)
        copy.flush()
        done, said = djpeg(copy.name)
        plain, _ = djpeg(copy.name, JSIMD_FORCENONE="1")
    warnings = sorted({line for line in said if re.match(r"Corrupt JPEG data|Premature end|Invalid SOS|Inconsistent progression|Warning: unknown JFIF|Unknown Adobe", line)})
    if done.returncode == 1:
        return "fails", said[-1:], None
    if any(not HARMLESS.search(warning) for warning in warnings):
        return "damaged", warnings[:3], None
    if any(line.startswith("Start Of Frame 0xc2") for line in said) and lacks_scans(said):
        return "lacking", warnings, None
    read = pixels(file)
    if done.stdout != plain.stdout or read is None:
        return None
    return ("superfluous" if warnings else "whole"), warnings, hashlib.sha256(read).hexdigest()


def main():
    cases, seen, counts = [], set(), {}
    for way in WAYS:
        for _ in range(60):
            base = random.choice(BASES)
            file = (IMAGES / f"{base}.jpg").read_bytes()
            edits = way(file)
            damaged = edits and apply(file, edits)
            if not edits or damaged == file or damaged in seen:
                continue
            verdict = judge(damaged)
            if verdict is None or counts.get((way, verdict[0]), 0) == EACH:
                continue
            seen.add(damaged)
            counts[way, verdict[0]] = counts.get((way, verdict[0]), 0) + 1
            name, warnings, digest = verdict
            cases.append({"from": f"{base}.jpg", "way": way.__name__, "edits": edits, "verdict": name, "warnings": warnings, "sha256": digest})
    OUT.write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
    told = {verdict: sum(case["verdict"] == verdict for case in cases) for verdict in ("whole", "superfluous", "lacking", "damaged", "fails")}
    print(f"{len(cases)} files, {OUT.stat().st_size:,} bytes: {told}")


if __name__ == "__main__":
    main()
