"""Find out which tensor of a foreign model folder is which of the Keras model's.

Our own folders keep the order of `model.inputs` and `model.outputs`. The official converter's graph
models list both in any order, under names such as `keras_tensor_6` and `output_1`.
"""

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Described:
    """A tensor as far as it is known.

    Attributes:
        name: Its name.
        shape: Its sizes without the batch, None for open ones; None when the shape is not known.
        dtype: Such as `float32`, None when it is not known.
    """

    name: str
    shape: tuple[int | None, ...] | None
    dtype: str | None = None


def match_order(theirs: Sequence[Described], ours: Sequence[Described]) -> list[int]:
    """Match tensors by name, else by shape and dtype, else by the numbers in their names.

    Args:
        theirs: The folder's.
        ours: The Keras model's, as many.

    Returns:
        For each of theirs the position of ours; as they come where nothing tells them apart.
    """
    if len(theirs) != len(ours):
        return list(range(len(theirs)))
    return _match_names(theirs, ours) or _match_shapes(theirs, ours) or _match_numbers(theirs)


def _match_names(theirs: Sequence[Described], ours: Sequence[Described]) -> list[int] | None:
    positions = {tensor.name: i for i, tensor in enumerate(ours)}
    # A graph calls an output "probabilities:0" or "probabilities/Softmax".
    names = [re.split("[:/]", tensor.name)[0] for tensor in theirs]
    if len(positions) == len(ours) and set(names) == set(positions):
        return [positions[name] for name in names]
    return None


def _match_shapes(theirs: Sequence[Described], ours: Sequence[Described]) -> list[int] | None:
    fitting = [[i for i, mine in enumerate(ours) if fits(tensor, mine)] for tensor in theirs]
    if all(len(found) == 1 for found in fitting):
        order = [found[0] for found in fitting]
        return order if len(set(order)) == len(order) else None
    return None


def _match_numbers(theirs: Sequence[Described]) -> list[int]:
    """Take the number at the end of each name for its rank; a name without one comes first."""
    found = [_split_number(tensor.name) for tensor in theirs]
    if len({stem for stem, _ in found}) > 1:
        return list(range(len(theirs)))
    numbers = [int(digits or -1) for _, digits in found]
    return [sorted(numbers).index(number) for number in numbers]


def _split_number(name: str) -> tuple[str, str]:
    """Split `output_12` into `output` and `12`."""
    stem = name.rstrip(string.digits)
    return stem.removesuffix("_"), name[len(stem) :]


def fits(theirs: Described, ours: Described) -> bool:
    """Tell whether two descriptions can be of one tensor."""
    if theirs.dtype and ours.dtype and theirs.dtype != ours.dtype:
        return False
    if theirs.shape is None or ours.shape is None:
        return True
    return len(theirs.shape) == len(ours.shape) and all(
        a is None or b is None or a == b for a, b in zip(theirs.shape, ours.shape, strict=True)
    )
