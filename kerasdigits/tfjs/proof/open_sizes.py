"""Is a model that leaves sizes open right at other sizes than those of its samples?"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Union

import numpy as np

from kerasdigits.errors import CheckError, ExportError, option
from kerasdigits.tfjs.proof.fresh_inputs import sample_like
from kerasdigits.tfjs.reference.compute import (
    Reference,
    compute_reference,
    measure_rounding,
)
from kerasdigits.tfjs.reference.list_model import ListModel

if TYPE_CHECKING:
    import keras

# What to try, in this order, until two of them are sizes that Keras itself can run. First odd ones,
# larger than the samples'; then smaller ones; then what a short table of positions allows, or
# strides that have to divide a picture.
_PARTS = ((13 / 8, 7 / 8, 9 / 8), (5 / 8, 17 / 16, 3 / 4))
_LENGTHS: tuple[tuple[int, ...], ...] = ((16,), (5,), (3,), (40,), (64,), (2,))
_PICTURES: tuple[tuple[int, ...], ...] = ((64, 32), (32, 64), (16, 48), (64, 64), (128, 128))
_VOLUMES: tuple[tuple[int, ...], ...] = ((16, 8, 16), (8, 16, 16), (16, 16, 16))
# How many samples each of the two has.
_COUNTS = (1, 3)
_SEED = 20_261_129
_MOST_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class OtherSizes:
    """Inputs of other sizes, and what Keras computes for them.

    Attributes:
        batches: One array for each input in each batch; none where nothing is open.
        references: What Keras computes for each batch.
    """

    batches: list[list[np.ndarray]]
    references: list[Reference]


def sample_other_sizes(
    model: Union["keras.Model", ListModel],
    samples: list[np.ndarray],
    output_names: list[str],
    seed: int = _SEED,
) -> OtherSizes:
    """Sample inputs of two sizes that the samples do not have.

    Args:
        model: The model, in float32.
        samples: One array for each input, the first axis counts samples.
        output_names: What to call the outputs in an error.
        seed: Same seed, same inputs.

    Returns:
        Two batches, or as many as Keras can run; none where the model leaves no size open, or has
        a fixed batch.
    """
    shapes = [tuple(tensor.shape) for tensor in model.inputs]
    found = OtherSizes([], [])
    if any(shape[0] is not None for shape in shapes):
        return found
    generator = np.random.default_rng(seed)
    for sizes in _candidates(shapes, samples):
        if len(found.batches) == len(_COUNTS):
            break
        count = _COUNTS[len(found.batches)]
        wanted = [(count, *_fill(shape[1:], sizes)) for shape in shapes]
        if wanted == [(count, *sample.shape[1:]) for sample in samples]:
            continue
        if sum(4 * math.prod(shape) for shape in wanted) > _MOST_BYTES:
            continue
        batch = [
            sample_like(sample, shape, generator)
            for sample, shape in zip(samples, wanted, strict=True)
        ]
        typed = [a.astype(tensor.dtype) for a, tensor in zip(batch, model.inputs, strict=True)]
        try:
            reference = compute_reference(model, typed, output_names)
        except ExportError:  # not a size for this model
            continue
        if all(output.size for output in reference.outputs):
            found.batches.append(batch)
            found.references.append(reference)
    return found


def require_agreement(
    others: OtherSizes,
    answer: dict,
    model: Union["keras.Model", ListModel],
    samples: Reference,
    tolerance: float | None,
) -> None:
    """Refuse a model that is right at the size of its samples only.

    Args:
        others: What was asked.
        answer: TensorFlow.js's answer, with its `batches`.
        model: The model, in float32.
        samples: What Keras computes for the parity samples, which tell how large outputs are.
        tolerance: The largest difference that is still agreement, relative to an output's largest
            value; None only asks that it runs.

    Raises:
        CheckError: An output is another.
    """
    answered = zip(others.batches, others.references, answer.get("batches", []), strict=True)
    for batch, reference, given in answered:
        where = " and ".join(str(array.shape) for array in batch)
        names = answer["output_names"]
        outputs = zip(names, reference.outputs, given, samples.outputs, strict=True)
        for name, ours, theirs, usual in outputs:
            scale = max(float(np.abs(array).max(initial=0.0)) for array in (ours, usual)) or 1.0
            wrong = _find_fault(ours, theirs, scale, tolerance)
            if wrong and ours.shape == theirs.shape and tolerance is not None:
                # Not wrong if Keras itself, in float32, is about as far from its float64 results.
                rounding = 4 * measure_rounding(model, batch, reference)
                wrong = _find_fault(ours, theirs, scale, max(tolerance, rounding))
            if wrong:
                raise CheckError(
                    f'TensorFlow.js computes something else for output "{name}" of inputs of shape '
                    f"{where}, so the exported model was not kept",
                    received=wrong,
                    remedy=_advise(),
                )


def _advise() -> str:
    """Tell what may do. TensorFlow draws graphs, and torch resizes bicubically otherwise."""
    import keras

    fixed = f"fixed sizes ({option('input_signature')})"
    if keras.backend.backend() == "tensorflow":
        return f"Please report this with the model's summary; {fixed} may do"
    return (
        "Keras computes some things otherwise on TensorFlow, which draws the graphs (what torch "
        f"resizes bicubically): KERAS_BACKEND=tensorflow may do, or {fixed}"
    )


def _find_fault(
    ours: np.ndarray, theirs: np.ndarray, scale: float, tolerance: float | None
) -> str | None:
    if ours.shape != theirs.shape:
        return f"shape {theirs.shape} instead of {ours.shape}"
    gap = float(np.abs(theirs.astype("float64") - ours).max(initial=0.0)) / scale
    if tolerance is None or gap <= tolerance:
        return None
    return f"a relative difference of {gap:.2g}, where {tolerance:g} is allowed"


def _candidates(shapes: list[tuple], samples: list[np.ndarray]) -> list[tuple[int, ...]]:
    """Choose what to try by the input that leaves most axes open."""
    widest, sample = max(
        zip(shapes, samples, strict=True), key=lambda pair: pair[0][1:].count(None)
    )
    open_sizes = [n for n, size in zip(sample.shape, widest, strict=True) if size is None][1:]
    if not open_sizes:
        return []
    # Two open axes of a matrix are both lengths: a mask of queries and keys.
    if len(open_sizes) == 1 or all(len(shape) <= 3 for shape in shapes):
        open_sizes, others = open_sizes[:1], _LENGTHS
    else:
        others = _PICTURES if len(open_sizes) == 2 else _VOLUMES
    larger, smaller = (
        tuple(round(size * part) for size, part in zip(open_sizes, parts, strict=False))
        for parts in _PARTS
    )
    return [tuple(size | 1 for size in larger), smaller, *others]


def _fill(shape: tuple, sizes: tuple[int, ...]) -> list[int]:
    """Put sizes where a shape is open, one after the other and again from the first."""
    filled, number = [], 0
    for size in shape:
        filled.append(sizes[number % len(sizes)] if size is None else size)
        number += size is None
    return filled
