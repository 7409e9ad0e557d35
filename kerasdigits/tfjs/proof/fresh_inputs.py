"""Inputs that a model has never seen, of the kind that it takes."""

import json

import numpy as np

from kerasdigits.tfjs.reference.parity import show_one

# The size to try where the model leaves one open and no sample fills it.
_OPEN_SEQUENCE, _OPEN_PICTURE = 8, 32
# Integers of which nothing is known are class numbers, tokens or bytes: small ones fit most.
_SMALL = 8


def sample_inputs(
    takes: list[dict], samples: list[np.ndarray] | None, topology: object, count: int, seed: int
) -> list[np.ndarray]:
    """Sample random inputs within the range of known samples.

    Args:
        takes: What TensorFlow.js says of each input: `name`, `shape` (with None for sizes left
            open, the first one counts samples), `dtype`.
        samples: One array for each input, the first axis counts samples; None when there are none.
        topology: `modelTopology` of model.json, where vocabularies are looked up without samples.
        count: How many samples to make.
        seed: Same seed, same inputs.

    Returns:
        One array for each input, `count` samples each, float32, int32 or bool. Floats are sampled
        evenly between the smallest and largest value of the samples (in [-1, 1) without), whole
        numbers where all samples are.
    """
    generator = np.random.default_rng(seed)
    if samples is not None:
        return [sample_like(array, (count, *array.shape[1:]), generator) for array in samples]
    top = _find_vocabulary(topology)
    return [_sample(entry, top, count, generator) for entry in takes]


def sample_like(
    sample: np.ndarray, shape: tuple[int, ...], generator: np.random.Generator
) -> np.ndarray:
    """Sample one input within the range of known samples.

    Args:
        sample: Known samples.
        shape: The shape to give, samples first.
        generator: Where the numbers come from.

    Returns:
        Of that shape: float32, int32 or bool.
    """
    if sample.dtype.kind == "b":
        return show_one(generator.integers(0, 2, shape).astype("bool"))
    if sample.dtype.kind in "iu" and 2 * (known := np.unique(sample)).size <= sample.size:
        return generator.choice(known, shape).astype("int32")  # a layer may fail on others
    low, high = (sample.min(), sample.max()) if sample.size else (0, 1)
    if sample.dtype.kind != "f":
        return generator.integers(int(low), int(high), shape, endpoint=True).astype("int32")
    if low < high and np.array_equal(sample, np.rint(sample)):
        return generator.integers(int(low), int(high), shape, endpoint=True).astype("float32")
    if low == high:
        low, high = low - 1, high + 1
    return generator.uniform(float(low), float(high), shape).astype("float32")


def _sample(
    entry: dict, vocabulary: int | None, count: int, generator: np.random.Generator
) -> np.ndarray:
    sizes = (entry["shape"] or [None])[1:]
    open_size = _OPEN_PICTURE if len(sizes) > 2 else _OPEN_SEQUENCE
    shape = (count, *(open_size if size is None or size < 0 else size for size in sizes))
    if entry["dtype"] == "bool":
        return show_one(generator.integers(0, 2, shape).astype("bool"))
    # An Embedding takes floats too, when they are whole.
    if entry["dtype"] == "int32" or vocabulary is not None:
        return generator.integers(0, vocabulary or _SMALL, shape).astype(entry["dtype"])
    return generator.uniform(-1.0, 1.0, shape).astype("float32")


def _find_vocabulary(topology: object) -> int | None:
    """Look for the smallest vocabulary of an Embedding anywhere in a layers model's topology."""
    sizes: list[int] = []

    def look(value: dict) -> dict:
        if value.get("class_name") == "Embedding":
            sizes.append(int(value["config"]["input_dim"]))
        return value

    json.loads(json.dumps(topology), object_hook=look)
    return min(sizes, default=None)
