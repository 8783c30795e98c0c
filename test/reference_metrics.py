#!/usr/bin/python3
"""Writes packages/cam/src/fixtures/metrics.json: metrics of maps by their formulas, with numpy, OpenCV and torchvision, in float64.

- blur: OpenCV's and torchvision's Gaussian of 11 pixels and sigma 5, borders mirrored.
- imputation: ROAD's linear system as a dense matrix, solved directly.
- judged: all metrics of one seeded image and map, for a network of one layer: softmax of a matrix times the image.
- energies: of a signed map inside boxes, with a mask pixel by pixel.
Needs Debian's python3-numpy, python3-opencv and python3-torchvision. Run: /usr/bin/python3 test/reference_metrics.py
"""
import json
from pathlib import Path

import cv2
import numpy as np
import torch
from torchvision.transforms.functional import gaussian_blur

from seeded import encode, seeded

CLASSES, TARGET = 5, 2


# ---- blur

def blurred(image):  # [H, W, 3] float64
    result = cv2.GaussianBlur(image, (11, 11), 5, sigmaY=5, borderType=cv2.BORDER_REFLECT_101).reshape(image.shape)
    if min(image.shape[:2]) > 5:  # torchvision refuses smaller images, and makes its kernel in float32
        theirs = gaussian_blur(torch.from_numpy(image).permute(2, 0, 1), [11, 11], [5.0, 5.0]).permute(1, 2, 0).numpy()
        assert np.abs(theirs - result).max() < 1e-6
    return result


def blur_cases():
    sizes = [(13, 9), (6, 6), (24, 17), (3, 2), (1, 4), (2, 1), (1, 1), (12, 5)]
    return [{"width": w, "height": h, "seed": 50 + i, "blurred": encode(blurred(seeded(50 + i, (h, w, 3), 2).astype(np.float64)))}
            for i, (w, h) in enumerate(sizes)]


# ---- imputation

def imputed(image, missing):  # [H, W, 3], [H, W] bool
    height, width = missing.shape
    matrix, right = np.eye(height * width), image.reshape(-1, 3).astype(np.float64).copy()
    for y, x in np.argwhere(missing):
        row = np.zeros((height, width))
        for dy, dx in [(a, b) for a in (-1, 0, 1) for b in (-1, 0, 1) if (a, b) != (0, 0)]:
            if 0 <= y + dy < height and 0 <= x + dx < width:
                row[y + dy, x + dx] = 1 / 6 if 0 in (dy, dx) else 1 / 12
        matrix[y * width + x] -= (row / row.sum()).ravel()
        right[y * width + x] = 0
    return np.linalg.solve(matrix, right).reshape(image.shape)


def imputation_cases():
    """Missing: where a seeded number lies below `level`."""
    sizes = [(8, 8, -0.6), (8, 8, 0), (8, 8, 0.6), (8, 8, 0.95), (1, 7, 0), (11, 1, 0.2), (17, 12, 0.5), (2, 2, 0)]
    cases = []
    for i, (width, height, level) in enumerate(sizes):
        image, draw = seeded(70 + i, (height, width, 3), 2), seeded(90 + i, (height, width))
        missing = draw < level
        assert missing.any() and not missing.all()
        cases.append({"width": width, "height": height, "seed": 70 + i, "maskSeed": 90 + i, "level": level,
                      "imputed": encode(imputed(image, missing))})
    return cases


# ---- all metrics of one map

def probability(image, weights):  # [H, W, 3], [CLASSES, H * W * 3]
    logits = weights.astype(np.float64) @ np.asarray(image, np.float64).ravel()
    powers = np.exp(logits - logits.max())
    return float(powers[TARGET] / powers.sum())


def changed(before, after, pixels):
    result = before.reshape(-1, 3).copy()
    result[pixels] = after.reshape(-1, 3)[pixels]
    return result.reshape(before.shape)


def curve(before, after, order, steps, weights):
    counts = [int(np.floor(k * len(order) / steps + 0.5)) for k in range(steps + 1)]
    values = [probability(changed(before, after, order[:count]), weights) for count in counts]
    return {"steps": steps, "probabilities": values, "area": float(np.trapz(values, dx=1 / steps))}


def removed(image, pixels):
    missing = np.zeros(image.shape[:2], bool)
    missing.ravel()[pixels] = True
    return imputed(image, missing)


def road(image, order, weights, percentages):
    counts = [len(order) * percentage // 100 for percentage in percentages]
    most = [probability(removed(image, order[:n]), weights) for n in counts]
    least = [probability(removed(image, order[len(order) - n:]), weights) for n in counts]
    return {"percentages": percentages, "most": most, "least": least, "value": float(np.mean(np.subtract(least, most) / 2))}


def judged(width, height, seed):
    image = seeded(seed, (height, width, 3), 2)
    weights = seeded(seed + 1, (CLASSES, height * width * 3), 0.1)
    values = np.round(seeded(seed + 2, (height, width), 8)) / 8  # many ties
    order = np.argsort(-values.ravel(), kind="stable")
    wide = image.astype(np.float64)
    before, after = probability(wide, weights), probability(wide * np.maximum(values, 0)[:, :, None] / values.max(), weights)
    return {
        "width": width, "height": height, "seed": seed, "classes": CLASSES, "target": TARGET,
        "drop": 100 * max(0, before - after) / before, "increase": 100 if after > before else 0,
        "deletion": [curve(wide, np.zeros_like(wide), order, steps, weights) for steps in (1, 7, 28)],
        "insertion": [curve(blurred(wide), wide, order, steps, weights) for steps in (1, 7, 28)],
        "road": road(wide, order, weights, [20, 40, 60, 80]),
    }


# ---- energy inside boxes

def energies():
    width, height, seed = 13, 9, 120
    values = seeded(seed, (height, width)).astype(np.float64)
    cases = []
    for boxes in [[[0, 0, 13, 9]], [[2, 3, 4, 5]], [[2.5, 1.4, 3, 2.2]], [[1, 1, 5, 5], [4, 3, 6, 6]], [[0, 0, 1, 1], [12, 8, 1, 1]]]:
        inside = np.zeros((height, width), bool)
        for x, y, w, h in boxes:
            for j, i in np.ndindex(height, width):
                inside[j, i] |= x <= i + 0.5 < x + w and y <= j + 0.5 < y + h
        positive = np.maximum(values, 0)
        cases.append({"boxes": boxes, "energy": float(positive[inside].sum() / positive.sum())})
    return {"width": width, "height": height, "seed": seed, "cases": cases}


def main():
    fixture = {"blur": blur_cases(), "imputation": imputation_cases(), "judged": [judged(20, 24, 130), judged(9, 7, 140)], "energies": energies()}
    path = Path(__file__).parent.parent / "packages/cam/src/fixtures/metrics.json"
    path.write_text(json.dumps(fixture, separators=(",", ":")) + "\n")
    print(path, path.stat().st_size)


if __name__ == "__main__":
    main()
