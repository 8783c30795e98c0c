"""Pseudo-random numbers that packages/tensor/src/testing/seeded.ts repeats to the bit, and float32 as base64."""
import base64

import numpy as np


def seeded(seed: int, shape, scale: float = 1.0) -> np.ndarray:  # [shape] float32, -scale <= x < scale
    x = np.arange(int(np.prod(shape)), dtype=np.uint32) + np.uint32(seed * 2654435769 & 0xFFFFFFFF)
    x ^= x >> np.uint32(16)
    x *= np.uint32(0x7FEB352D)
    x ^= x >> np.uint32(15)
    x *= np.uint32(0x846CA68B)
    x ^= x >> np.uint32(16)
    unit = ((x >> np.uint32(8)).astype(np.float64) - 2**23) / 2**23
    return (unit * scale).astype(np.float32).reshape(shape)


def encode(array: np.ndarray) -> str:  # base64 of little-endian float32, row-major
    return base64.b64encode(np.ascontiguousarray(array, dtype="<f4").tobytes()).decode()
