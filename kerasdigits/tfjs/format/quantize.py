"""Quantization: a float32 weight in two bytes or one a value, as TensorFlow.js reads it.

The formats are those of `decodeWeight` in tfjs-core/src/io/io_utils.ts: float16 is IEEE 754's, and
uint8 and uint16 are affine, `value = stored * scale + min` in double precision, then float32.
TensorFlow.js computes in float32 all the same; only the files shrink.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal, get_args

import numpy as np

from kerasdigits.errors import ExportError

QuantizedDtype = Literal["float16", "uint8", "uint16"]

FLOAT16_MAX = 65504.0
_STORED = {"float16": "<f2", "uint8": "|u1", "uint16": "<u2"}
# Values that are quantized at a time, so that a large weight is never there twice.
_PIECE = 1 << 20
_NAMES_IN_ERROR = 5


@dataclass(frozen=True)
class Quantization:
    """How to store which weights.

    Attributes:
        dtype: `float16`, `uint16` or `uint8`.
        include: Patterns (as `fnmatch` reads them) of the names of the weights to quantize.
        exclude: Patterns of the names to keep in float32 all the same.

    Raises:
        ExportError: The dtype is none of the three.
    """

    dtype: QuantizedDtype
    include: tuple[str, ...] = ("*",)
    exclude: tuple[str, ...] = ()

    def __post_init__(self):
        if self.dtype not in get_args(QuantizedDtype):
            raise ExportError(
                f"Weights can be quantized to {', '.join(get_args(QuantizedDtype))}",
                received=self.dtype,
            )

    def selects(self, name: str) -> bool:
        """Tell whether the weight of this name is to be quantized."""
        return _matches(name, self.include) and not _matches(name, self.exclude)

    def require_matches(self, names: list[str]) -> None:
        """Refuse a pattern that fits no weight, which is a misspelling.

        Args:
            names: The names of all weights.

        Raises:
            ExportError: A pattern matches none of them.
        """
        for pattern in (*self.include, *self.exclude):
            if pattern != "*" and not any(_matches(name, (pattern,)) for name in names):
                some = ", ".join(names[:_NAMES_IN_ERROR])
                more = ", ..." if len(names) > _NAMES_IN_ERROR else ""
                raise ExportError(
                    "A quantization pattern matches no weight",
                    received=pattern,
                    remedy=f"The weights are called {some}{more}"
                    if names
                    else "The model has no weights",
                )


@dataclass(frozen=True)
class QuantizedValues:
    """A weight that is about to be stored.

    Attributes:
        description: The manifest entry's `quantization`.
        pieces: The stored values, a million at a time, flat.
    """

    description: dict
    pieces: Iterator[np.ndarray]


def quantize(values: np.ndarray, dtype: QuantizedDtype) -> QuantizedValues | None:
    """Quantize a weight.

    Args:
        values: The weight, finite float32 of any shape.
        dtype: What to store.

    Returns:
        What goes into the manifest and the shards; None when float16 cannot hold a value
        (65504 is its largest), or there is none.
    """
    flat = values.reshape(-1)
    if not flat.size:
        return None
    low, high = float(flat.min()), float(flat.max())
    if dtype == "float16":
        if max(-low, high) > FLOAT16_MAX:
            return None
        # NumPy rounds to the nearest, ties to even, as IEEE 754 does by default.
        return QuantizedValues({"dtype": dtype}, (p.astype("<f2") for p in _pieces(flat)))
    minimum, scale = choose_affine(low, high, np.iinfo(dtype).max)
    description = {"dtype": dtype, "min": minimum, "scale": scale, "original_dtype": "float32"}
    return QuantizedValues(description, _affine(flat, minimum, scale, dtype))


def quantize_exactly(values: np.ndarray) -> QuantizedValues | None:
    """Find fewer bytes that hold a weight as it is, bit for bit.

    Args:
        values: The weight, float32, int32 or bool of any shape.

    Returns:
        What goes into the manifest and the shards: whole numbers as one byte or two above the
        smallest, others as float16; None where neither keeps all values.
    """
    flat = values.reshape(-1)
    if not flat.size or flat.dtype.kind not in "fi" or not np.isfinite(flat).all():
        return None
    low, high = float(flat.min()), float(flat.max())
    for dtype in ("uint8", "uint16"):
        if high - low <= np.iinfo(dtype).max and np.array_equal(flat, np.rint(flat)):
            name = str(flat.dtype)
            description = {"dtype": dtype, "min": low, "scale": 1.0, "original_dtype": name}
            return QuantizedValues(description, _affine(flat, low, 1.0, dtype))
    if flat.dtype.kind != "f" or max(-low, high) > FLOAT16_MAX:
        return None
    if not np.array_equal(flat, flat.astype("float16").astype("float32")):
        return None
    return QuantizedValues({"dtype": "float16"}, (p.astype("<f2") for p in _pieces(flat)))


def choose_affine(low: float, high: float, largest: int) -> tuple[float, float]:
    """Choose `min` and `scale` so that [low, high] fits into 0..largest.

    Zero, where the range spans it, is one of the stored values exactly: padding, pruned weights
    and ReLU's dead units stay what they are. Every value is then at most half a step off.

    Args:
        low: The smallest value.
        high: The largest value.
        largest: The largest number that is stored, 255 or 65535.

    Returns:
        `min` and `scale`; the scale of a constant weight is 1, and all that is stored is 0.
    """
    if low == high:
        return low, 1.0
    if low >= 0 or high <= 0:
        return low, (high - low) / largest
    # Zero is stored as the whole number `zero`. The narrower side gets its share rounded up: of a
    # share of 1.5 steps, 1 would make each step half as large again.
    share = min(-low, high) / (high - low) * largest
    zero = math.ceil(share) if -low <= high else largest - math.ceil(share)
    scale = max(-low / zero, high / (largest - zero))
    return -zero * scale, scale


def _affine(flat: np.ndarray, minimum: float, scale: float, dtype: str) -> Iterator[np.ndarray]:
    largest = np.iinfo(dtype).max
    for piece in _pieces(flat):
        stored = np.rint((piece.astype(np.float64) - minimum) / scale)
        yield np.clip(stored, 0, largest).astype(_STORED[dtype])


def _pieces(flat: np.ndarray) -> Iterator[np.ndarray]:
    return (flat[start : start + _PIECE] for start in range(0, flat.size, _PIECE))


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)
