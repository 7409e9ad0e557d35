"""The weights: a manifest and up to six shards, in the format of TensorFlow.js's http loader.

The shards are one stream of little-endian values, cut wherever that falls
(tfjs-core/src/io/io_utils.ts): every 4 MiB, the size that browsers cache, while that makes no more
than six.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.format.quantize import (
    FLOAT16_MAX,
    Quantization,
    quantize,
    quantize_exactly,
)

SHARD_BYTES = 4 * 1024 * 1024
# A browser opens six connections to a host over HTTP/1.1, and TensorFlow.js reads no shard before
# the headers of all are there (io/weights_loader.ts): a seventh would wait for a connection that
# waits for it, once the shards are larger than the system's buffers. Chromium does not get to the
# end of nine shards of 16 MiB.
MOST_SHARDS = 6
_MOST_WEIGHT_BYTES = 2**31

# numpy kind -> what the manifest says and what is stored; TensorFlow.js has no other dtypes here.
_STORED = {
    "f": ("float32", "<f4"),
    "V": ("float32", "<f4"),  # bfloat16 of ml_dtypes
    "i": ("int32", "<i4"),
    "u": ("int32", "<i4"),
    "b": ("bool", "|u1"),
}


@dataclass(frozen=True)
class NamedWeight:
    """A variable and its name in TensorFlow.js.

    Attributes:
        name: LAYER/WEIGHT.
        variable: A NumPy array, or a Keras variable (anything that Keras can convert to one).
        constant: Whether it belongs to the computation and was not learned: then it is never
            quantized, and infinity is not a mistake.
        exact: Whether to store it in fewer bytes where that keeps every value as it is: it comes
            from a layer that is quantized already.
    """

    name: str
    variable: Any
    constant: bool = False
    exact: bool = False


@dataclass(frozen=True)
class WrittenWeights:
    """What was written.

    Attributes:
        manifest: `weightsManifest` of model.json.
        shards: The shards' paths, in order.
        byte_count: The sum of their sizes.
        float32_bytes: What it would be without quantization.
        notes: Sentences for the person who exports: which weights were not quantized, and why.
    """

    manifest: list[dict]
    shards: list[Path]
    byte_count: int
    float32_bytes: int
    notes: list[str]


def write_weights(
    weights: list[NamedWeight],
    folder: Path,
    shard_bytes: int | None = None,
    quantization: Quantization | None = None,
) -> WrittenWeights:
    """Write the shards; one weight at a time is in memory.

    Args:
        weights: The weights in the order of the manifest.
        folder: Where `group1-shardNofM.bin` go.
        shard_bytes: Where the stream is cut; None leaves it to `choose_shard_bytes`.
        quantization: How to store which float32 weights; None keeps them all.

    Returns:
        The manifest and the files.

    Raises:
        ExportError: A weight holds NaN, infinity other than -inf, text or integers beyond int32,
            or is of 2 GiB or more; or a quantization pattern matches no weight.
    """
    if quantization is not None:
        quantization.require_matches([weight.name for weight in weights])
    if not weights:
        return WrittenWeights(manifest=[], shards=[], byte_count=0, float32_bytes=0, notes=[])
    for weight in weights:
        _require_addressable(weight)
    if shard_bytes is None:
        shard_bytes = choose_shard_bytes(sum(map(_count_bytes, weights)))
    encoder = _Encoder(quantization)
    parts = _write_shards(encoder.encode(weights), folder, shard_bytes)
    # Only now is it known how many there are, which is part of their names.
    names = [f"group1-shard{number}of{len(parts)}.bin" for number in range(1, len(parts) + 1)]
    shards = [part.rename(folder / name) for part, name in zip(parts, names, strict=True)]
    return WrittenWeights(
        manifest=[{"paths": names, "weights": encoder.entries}],
        shards=shards,
        byte_count=sum(shard.stat().st_size for shard in shards),
        float32_bytes=encoder.float32_bytes,
        notes=encoder.notes,
    )


def choose_shard_bytes(total: int) -> int:
    """Choose where to cut a stream of some bytes: 4 MiB, or more than that for large models.

    Args:
        total: The size of the weights in bytes, or more.

    Returns:
        The size of a shard in bytes, such that there are at most `MOST_SHARDS`.
    """
    return max(SHARD_BYTES, math.ceil(total / MOST_SHARDS))


def _count_bytes(weight: NamedWeight) -> int:
    return 4 * math.prod(weight.variable.shape)


def _require_addressable(weight: NamedWeight) -> None:
    """Refuse what TensorFlow.js's wasm backend, a 32-bit program, cannot address as one tensor."""
    size = _count_bytes(weight)
    if size >= _MOST_WEIGHT_BYTES:
        raise ExportError(
            f'Weight "{weight.name}" is larger than TensorFlow.js can hold, 2 GiB in float32',
            received=f"shape {tuple(weight.variable.shape)}, {size:,} bytes",
            remedy="Split the layer, for example an Embedding into several",
        )


def _write_shards(stream: Iterator[memoryview], folder: Path, shard_bytes: int) -> list[Path]:
    """Cut a stream of bytes into files, at least one."""
    parts: list[Path] = []
    pending = next(stream, memoryview(b""))
    while pending or not parts:
        parts.append(folder / f"group1-shard{len(parts) + 1}.part")
        with parts[-1].open("wb") as file:
            room = shard_bytes
            while room and pending:
                file.write(pending[:room])
                pending, room = pending[room:], room - len(pending[:room])
                pending = pending or next(stream, memoryview(b""))
    return parts


@dataclass
class _Encoder:
    """Turns weights into bytes, and keeps the manifest's lines beside them."""

    quantization: Quantization | None
    entries: list[dict] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    float32_bytes: int = 0

    def encode(self, weights: list[NamedWeight]) -> Iterator[memoryview]:
        """Yield each weight's bytes, none of them empty, and append its line of the manifest."""
        for weight in weights:
            array, dtype = read_weight(weight)
            self.float32_bytes += array.nbytes
            entry = {"name": weight.name, "shape": list(array.shape), "dtype": dtype}
            self.entries.append(entry)
            for piece in self._store(array, entry, weight):
                if piece.size:
                    yield piece.reshape(-1).data.cast("B")

    def _store(self, array: np.ndarray, entry: dict, weight: NamedWeight) -> Iterator[np.ndarray]:
        """Yield the values as they are stored; complete the entry when that is quantized."""
        same = quantize_exactly(array) if weight.exact else None
        if same is not None:
            entry["quantization"] = same.description
            return same.pieces
        choice = None if weight.constant else self.quantization
        if choice is None or entry["dtype"] != "float32" or not choice.selects(entry["name"]):
            return iter((array,))
        if np.isneginf(array).any():
            self.notes.append(
                f'weight "{entry["name"]}" stays float32: it holds -inf, to switch something off'
            )
            return iter((array,))
        quantized = quantize(array, choice.dtype)
        if quantized is None:
            if array.size:
                self.notes.append(
                    f'weight "{entry["name"]}" stays float32: it has values beyond '
                    f"{FLOAT16_MAX:.0f}, float16's largest"
                )
            return iter((array,))
        entry["quantization"] = quantized.description
        return quantized.pieces


def read_weight(weight: NamedWeight) -> tuple[np.ndarray, str]:
    """Read a weight as what the manifest can hold.

    Args:
        weight: A learned weight or a constant.

    Returns:
        Its values and their dtype in the manifest: `float32`, `int32` or `bool`.

    Raises:
        ExportError: It holds NaN, infinity other than -inf, text or integers beyond int32.
    """
    array = _to_numpy(weight.variable)
    if array.dtype.kind not in _STORED:
        raise ExportError(
            f'Weight "{weight.name}" is of a dtype that TensorFlow.js does not have',
            received=array.dtype,
            remedy="Use weights of floats, integers or bools",
        )
    dtype, stored = _STORED[array.dtype.kind]
    if dtype == "int32" and array.dtype.itemsize >= 4 and array.size:
        low, high = int(array.min()), int(array.max())
        if low < -(2**31) or high >= 2**31:
            raise ExportError(
                f'Weight "{weight.name}" holds integers beyond int32, the only kind that '
                "TensorFlow.js has",
                received=low if low < -(2**31) else high,
            )
    with np.errstate(over="ignore"):  # what float32 cannot hold becomes infinity, refused below
        # ascontiguousarray would give a scalar a dimension.
        values = np.asarray(array, dtype=stored, order="C")
    if dtype == "float32" and not weight.constant and not np.isfinite(values).all():
        _require_switched_off(weight.name, array, values)
    return values, dtype


def _require_switched_off(name: str, array: np.ndarray, values: np.ndarray) -> None:
    """Refuse NaN and infinity, but not the -inf by which a class is switched off before a softmax.

    A training that went wrong leaves NaN, or outputs that are not finite, which are refused by
    their name; -inf that float32 makes of a larger number was nobody's will.
    """
    wrong = ~np.isfinite(values) & (np.asarray(array, dtype="float64") != -np.inf)
    if wrong.any():
        raise ExportError(
            f'Weight "{name}" holds NaN or infinity',
            received=f"{int(wrong.sum())} of {array.size} values",
            remedy="Train again with a smaller learning rate",
        )


def _to_numpy(variable: Any) -> np.ndarray:
    import keras

    if not (isinstance(variable, keras.Variable) or keras.ops.is_tensor(variable)):
        return np.asarray(variable)
    return np.asarray(keras.ops.convert_to_numpy(variable))
