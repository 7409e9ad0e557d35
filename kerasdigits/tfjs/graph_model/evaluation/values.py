"""What a tensor of the traced graph is while it is evaluated."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar, Union

import numpy as np

if TYPE_CHECKING:
    import tensorflow as tf


@dataclass(frozen=True, eq=False)
class ModelWeight:
    """A weight that is stored, not computed with: it may be large.

    Attributes:
        name: Its path in the model, such as `dense/kernel`.
        shape: Its shape.
        dtype: Its dtype in Keras.
        read: Gives its values.
        mode: How the layer is quantized that it is a part of, None where it is not.
    """

    name: str
    shape: tuple[int, ...]
    dtype: str
    read: Callable[[], np.ndarray]
    mode: str | None = None


@dataclass(frozen=True, eq=False)
class TensorList:
    """TensorFlow's list of tensors, in which loops collect what each step yields.

    Attributes:
        items: Its values; None where nothing was written yet.
        shape: The shape of one item, None where it is not known.
        dtype: The items' dtype, as TensorFlow numbers it.
    """

    items: tuple
    shape: tuple[int | None, ...] | None
    dtype: int


@dataclass(frozen=True, eq=False)
class LookupTable:
    """A table of TensorFlow's that finds a whole number for another.

    Attributes:
        keys: What is looked up.
        found: What is found for each.
    """

    keys: np.ndarray
    found: np.ndarray


Part = TypeVar("Part")

# Known, only computed in the browser, a variable's handle, a list, or a table.
Value = Union[np.ndarray, "tf.Tensor", ModelWeight, TensorList, LookupTable]


def known_value(value: Value) -> np.ndarray | None:
    """Give the numbers of a value that is known while the model is exported, else None."""
    import tensorflow as tf

    if isinstance(value, np.ndarray | np.generic):
        return np.asarray(value)
    if isinstance(value, tf.Tensor) and value.op.type == "Const":
        return constant_value(value.op)
    return None


def constant_value(op: "tf.Operation") -> np.ndarray:
    """Give the numbers of a `Const`."""
    import tensorflow as tf

    return tf.make_ndarray(op.get_attr("value"))


def all_known(parts: Sequence[Part | None]) -> list[Part] | None:
    """Give parts that are all known as a list; None when one of them is not."""
    known = [part for part in parts if part is not None]
    return known if len(known) == len(parts) else None


def known_shape(value: Value) -> list[int | None] | None:
    """Give a tensor's shape, with None for sizes that are open; None when even its rank is."""
    if isinstance(value, np.ndarray | np.generic | ModelWeight):
        return list(value.shape)
    if isinstance(value, TensorList | LookupTable):
        return None
    return value.shape.as_list() if value.shape.rank is not None else None


def known_sizes(value: Value) -> list[int | None] | None:
    """Give the elements of a vector of sizes, with None for those that are not known.

    `(batch, 4, 5)` is such a vector: only its first element is computed in the browser.
    """
    import tensorflow as tf
    from tensorflow.python.framework import tensor_util

    known = known_value(value)
    if known is not None:
        return [int(size) for size in known.reshape(-1)] if known.dtype.kind in "iu" else None
    if not isinstance(value, tf.Tensor) or value.dtype.name != "int32" or value.shape.rank != 1:
        return None
    op = value.op
    if op.type == "ConcatV2":
        parts = all_known([known_sizes(part) for part in op.inputs[:-1]])
        return None if parts is None else [size for part in parts for size in part]
    if op.type == "GatherV2" and op.inputs[0].shape.rank == 1:
        sizes, indices = known_sizes(op.inputs[0]), known_value(op.inputs[1])
        if sizes and indices is not None:
            return [sizes[int(index)] for index in indices.reshape(-1)]
    return tensor_util.constant_value_as_shape(value).as_list() if value.shape[0] else []
