#!/usr/bin/python3
"""Writes packages/cam/src/colours/tables.ts: the colour tables of cv2.applyColorMap, 256 RGB triples each.

Needs Debian's python3-opencv and python3-numpy. Run from the root: /usr/bin/python3 test/colour_tables.py
"""
import base64
import pathlib
import textwrap

import cv2
import numpy as np

HEADER = f"""\
// Colour tables [256, 3] RGB 0…255, as cv2.applyColorMap of OpenCV {cv2.__version__} paints them. In base64 stands what each number adds to
// that of the level before, modulo 256: neighbours differ by little, so that a page has to load a quarter as much.
// Written by test/colour_tables.py: do not edit.
"""

ORIGINS = {
    "jet": ("JET", "OpenCV's JET, GNU Octave's jet.", "Copyright (c) 2011 Philipp Wagner, imgproc/src/colormap.cpp, BSD licence."),
    "turbo": ("TURBO", "Turbo, an improved rainbow.", "Anton Mikhailov, Copyright 2019 Google LLC, Apache-2.0."),
    "viridis": ("VIRIDIS", "Viridis, perceptually uniform.", "Nathaniel Smith, Stéfan van der Walt, Eric Firing, CC0."),
    "inferno": ("INFERNO", "Inferno, perceptually uniform.", "Nathaniel Smith, Stéfan van der Walt, CC0."),
    "magma": ("MAGMA", "Magma, perceptually uniform.", "Nathaniel Smith, Stéfan van der Walt, CC0."),
}


def table(name: str) -> np.ndarray:  # [256, 3] RGB
    levels = np.arange(256, dtype=np.uint8).reshape(1, 256)
    return cv2.applyColorMap(levels, getattr(cv2, "COLORMAP_" + name))[0, :, ::-1]


def differences(levels: np.ndarray) -> np.ndarray:  # [256, 3], modulo 256
    return np.diff(levels, axis=0, prepend=np.zeros((1, 3), np.uint8))


def source() -> str:
    parts = [HEADER]
    for name, (constant, what, origin) in ORIGINS.items():
        lines = textwrap.wrap(base64.b64encode(differences(table(constant)).tobytes()).decode(), 120)
        body = " +\n".join(f'  "{line}"' for line in lines)
        parts.append(f"\n/** {what} {origin} */\nexport const {name} =\n{body};\n")
    return "".join(parts)


if __name__ == "__main__":
    target = pathlib.Path(__file__).parent.parent / "packages/cam/src/colours/tables.ts"
    target.write_text(source(), encoding="utf-8")
    print("wrote", target)
