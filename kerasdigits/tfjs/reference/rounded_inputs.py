"""Models whose layers round what they are given: how far another last bit moves their outputs.

Two machines that sum in another order give a layer numbers that differ in their last bit. Where one
of them lies in the middle between two whole numbers, one machine rounds it up and the other down.
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits.tfjs.reference.compute import Reference, measure_rounding
from kerasdigits.tfjs.reference.double_precision import replaced
from kerasdigits.tfjs.reference.quantized_layers import find_quantized, rounds_inputs

if TYPE_CHECKING:
    import keras

    from kerasdigits.tfjs.reference.list_model import ListModel

# So large that about one of 500 numbers is rounded the other way; the last bit moves one of 30,000.
_NUDGE = 2.0**-16
_TRIALS = 3


def measure_steps(
    model: "keras.Model | ListModel", inputs: list[np.ndarray], reference: Reference
) -> float:
    """Measure how much of its outputs a model moves when numbers are rounded the other way.

    Args:
        model: The model, quantized or not.
        inputs: One array for each input.
        reference: What `compute_reference` gave for them.

    Returns:
        The largest difference, relative to the largest value of the output; 0.0 for a model that
        rounds nothing.
    """
    if not any(map(rounds_inputs, find_quantized(model))):
        return 0.0
    moved = []
    for seed in range(_TRIALS):
        with _nudged(model, np.random.default_rng(seed)):
            nudged = [_nudge(array, np.random.default_rng(seed)) for array in inputs]
            moved.append(measure_rounding(model, nudged, reference))
    return max(moved)


@contextlib.contextmanager
def _nudged(model: Any, generator: np.random.Generator) -> Iterator[None]:
    """Have layers quantize numbers that are a little off inside the block."""
    with contextlib.ExitStack() as stack:
        for layer in find_quantized(model):
            quantizer = getattr(layer, "inputs_quantizer", None)
            if quantizer is not None:
                off = _nudging(quantizer, generator)
                stack.enter_context(replaced(vars(layer), "inputs_quantizer", off))
        yield


def _nudging(quantizer: Callable, generator: np.random.Generator) -> Callable:
    import keras

    def quantize(x: Any, **options: Any) -> Any:
        factor = generator.uniform(1 - _NUDGE, 1 + _NUDGE, tuple(x.shape)).astype("float32")
        return quantizer(keras.ops.multiply(x, factor), **options)

    return quantize


def _nudge(array: np.ndarray, generator: np.random.Generator) -> np.ndarray:
    if array.dtype.kind != "f":
        return array
    return (array * generator.uniform(1 - _NUDGE, 1 + _NUDGE, array.shape)).astype(array.dtype)
