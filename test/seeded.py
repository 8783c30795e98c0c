"""Pseudo-random numbers that packages/tensor/src/testing/seeded.ts repeats to the bit, and float32 as base64."""
import base64

import numpy as np


def hash(seed: int, i: np.ndarray) -> np.ndarray:  # uint32, [i]: the i-th numbers of a sequence
    x = i.astype(np.uint32) + np.uint32(seed * 2654435769 & 0xFFFFFFFF)
    x ^= x >> np.uint32(16)
    x *= np.uint32(0x7FEB352D)
    x ^= x >> np.uint32(15)
    x *= np.uint32(0x846CA68B)
    x ^= x >> np.uint32(16)
    return x


def seeded(seed: int, shape, scale: float = 1.0) -> np.ndarray:  # [shape] float32, -scale <= x < scale
    x = hash(seed, np.arange(int(np.prod(shape))))
    unit = ((x >> np.uint32(8)).astype(np.float64) - 2**23) / 2**23
    return (unit * scale).astype(np.float32).reshape(shape)


def sampled(seed: int, array: np.ndarray, count: int = 512) -> dict:
    """What a fixture stores of a large array: `count` values at hash(seed, i) % length of it, row-major, and two totals."""
    x = np.ascontiguousarray(array, dtype=np.float64).ravel()
    samples = x[hash(seed, np.arange(count)) % np.uint32(x.size)]
    return {"shape": list(array.shape), "largest": float(np.abs(x).max()), "sum": float(x.sum()), "seed": seed, "samples": encode(samples)}


def encode(array: np.ndarray) -> str:  # base64 of little-endian float32, row-major
    return base64.b64encode(np.ascontiguousarray(array, dtype="<f4").tobytes()).decode()
