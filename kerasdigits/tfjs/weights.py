"""The weights: a manifest and shards of 4 MiB, in the format of TensorFlow.js's http loader.

The shards are one stream of little-endian values, cut every 4 MiB wherever that falls
(tfjs-core/src/io/io_utils.ts; 4 MiB so that browsers cache them).
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from kerasdigits.errors import ExportError

SHARD_BYTES = 4 * 1024 * 1024

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

    Args:
        name: LAYER/WEIGHT.
        variable: The Keras variable (anything with `shape` and `dtype` that Keras can convert).
    """

    name: str
    variable: Any


@dataclass(frozen=True)
class WrittenWeights:
    """What was written.

    Args:
        manifest: `weightsManifest` of model.json.
        shards: The shards' paths, in order.
        byte_count: The sum of their sizes.
    """

    manifest: list[dict]
    shards: list[Path]
    byte_count: int


def write_weights(
    weights: list[NamedWeight], folder: Path, shard_bytes: int = SHARD_BYTES
) -> WrittenWeights:
    """Write the shards; one weight at a time is in memory.

    Args:
        weights: The weights in the order of the manifest.
        folder: Where `group1-shardNofM.bin` go.
        shard_bytes: Where the stream is cut.

    Returns:
        The manifest and the files.

    Raises:
        ExportError: A weight holds NaN or infinity.
    """
    if not weights:
        return WrittenWeights([], [], 0)
    byte_count = sum(_stored_bytes(weight) for weight in weights)
    count = max(1, math.ceil(byte_count / shard_bytes))
    shards = [folder / f"group1-shard{i + 1}of{count}.bin" for i in range(count)]
    entries: list[dict] = []
    stream = _values(weights, entries)
    pending = memoryview(b"")
    for shard in shards:
        with shard.open("wb") as file:
            room = shard_bytes
            while room:
                pending = pending or next(stream, memoryview(b""))
                if not pending:
                    break
                file.write(pending[:room])
                pending, room = pending[room:], room - len(pending[:room])
    manifest = [{"paths": [shard.name for shard in shards], "weights": entries}]
    return WrittenWeights(manifest, shards, byte_count)


def _values(weights: list[NamedWeight], entries: list[dict]) -> Iterator[memoryview]:
    """Yield each weight's bytes, and append its line of the manifest."""
    import keras

    for weight in weights:
        array = np.asarray(keras.ops.convert_to_numpy(weight.variable))
        dtype, stored = _STORED[array.dtype.kind]
        array = np.ascontiguousarray(array, dtype=stored)
        if dtype == "float32" and not np.isfinite(array).all():
            raise ExportError(
                f'Weight "{weight.name}" holds NaN or infinity',
                received=f"{int((~np.isfinite(array)).sum())} of {array.size} values",
                remedy="Train again with a smaller learning rate",
            )
        entries.append({"name": weight.name, "shape": list(weight.variable.shape), "dtype": dtype})
        if array.size:
            yield memoryview(array.reshape(-1)).cast("B")


def _stored_bytes(weight: NamedWeight) -> int:
    return math.prod(weight.variable.shape) * (1 if str(weight.variable.dtype) == "bool" else 4)
