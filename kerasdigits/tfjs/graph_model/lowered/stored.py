"""What is stored as a weight: constants, variables, and what is computed from them alone.

A kernel times the scale of the batch normalization behind it is one stored weight. Such values are
computed one at a time, when they are written.
"""

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from kerasdigits.tfjs.graph_model.evaluation.dtypes import narrow_array
from kerasdigits.tfjs.graph_model.evaluation.fold import run_operation
from kerasdigits.tfjs.graph_model.evaluation.source_graph import SourceNode
from kerasdigits.tfjs.graph_model.evaluation.values import (
    ModelWeight,
    all_known,
    constant_value,
)

if TYPE_CHECKING:
    import tensorflow as tf
    from numpy.typing import DTypeLike

# Modes of layers whose weights are floats that are rounded anew in each call, or once for all here.
_IN_FLOATS = (None, "float8")
# What leaves the values of a tensor as they are.
_MOVES = ("Cast", "GatherV2", "Identity", "Reshape", "Squeeze", "StridedSlice", "Transpose")
# A computed weight may be this much larger than what it is computed from, and no more.
_SMALL_BYTES = 65_536


@dataclass
class StoredTensors:
    """Tells which tensors of a graph are stored, and computes them.

    Attributes:
        graph: The graph.
        weights: The name of a placeholder -> the weight that fills it.
    """

    graph: "tf.Graph"
    weights: dict[str, ModelWeight]
    _known: dict[str, bool] = field(default_factory=dict)
    _parts: dict[str, bool] = field(default_factory=dict)  # whether it is of a quantized layer
    _whole: dict[str, bool] = field(default_factory=dict)

    def is_stored(self, tensor: "tf.Tensor") -> bool:
        """Tell whether a tensor depends on nothing but constants and weights."""
        stack = [tensor.op]
        while stack:
            op = stack[-1]
            missing = [source.op for source in op.inputs if source.op.name not in self._known]
            if op.name in self._known or not missing:
                stack.pop()
                self._known.setdefault(op.name, self._decide(op))
            else:
                stack += missing
        return self._known[tensor.op.name]

    def _decide(self, op: "tf.Operation") -> bool:
        weight = self.weights.get(op.name)
        self._parts[op.name] = any(self._parts[source.op.name] for source in op.inputs) or (
            weight is not None and weight.mode not in _IN_FLOATS
        )
        self._whole[op.name] = self._yields_whole(op)
        if op.type == "Const" or weight is not None:
            return True
        # What is sampled anew at each call is not a weight.
        if not op.inputs or op.op_def.is_stateful or "Random" in op.type:
            return False
        if not all(self._known[source.op.name] for source in op.inputs):
            return False
        produced = all_known([_byte_count(output) for output in op.outputs])
        if produced is None:
            return False
        if self._parts[op.name] and (self._whole[op.name] or not _moves(op)):
            # Whole numbers take a byte each however many bytes they are here; what they are with
            # their scales is computed in the browser.
            return self._whole[op.name]
        consumed = sum(_byte_count(source) or 0 for source in op.inputs)
        return sum(produced) <= max(_SMALL_BYTES, 2 * consumed)

    def _yields_whole(self, op: "tf.Operation") -> bool:
        """Tell whether an operation yields whole numbers, whichever dtype they have."""
        if all(out.dtype.is_integer or out.dtype.is_bool for out in op.outputs):
            return True
        sources = [self._whole[source.op.name] for source in op.inputs]
        if op.type in _MOVES:
            return sources[0]
        return op.type in ("Sub", "AddV2", "Mul") and all(sources)

    def sources(self, tensor: "tf.Tensor") -> list[ModelWeight]:
        """Give the weights that a stored tensor is computed from, the largest first."""
        found = [self.weights[op.name] for op in self._behind(tensor) if op.name in self.weights]
        return sorted(found, key=lambda weight: -math.prod(weight.shape))

    def compute(self, tensor: "tf.Tensor") -> np.ndarray:
        """Compute a stored tensor.

        Args:
            tensor: The tensor.

        Returns:
            Its values, in float32, int32 or bool.
        """
        values: dict[str, np.ndarray] = {}
        for op in self._behind(tensor):
            if op.name in self.weights:
                outputs = [self._read(self.weights[op.name])]
            elif op.type == "Const":
                outputs = [constant_value(op)]
            else:
                node = SourceNode(op.name, op.type, [], dict(op.node_def.attr))
                outputs = run_operation(node, [values[source.name] for source in op.inputs])
            values |= {out.name: value for out, value in zip(op.outputs, outputs, strict=True)}
        return values[tensor.name]

    def _read(self, weight: ModelWeight) -> np.ndarray:
        return narrow_array(np.asarray(weight.read()), f'Weight "{weight.name}"')

    def _behind(self, tensor: "tf.Tensor") -> list["tf.Operation"]:
        """List what a tensor is computed from, each operation after those that it reads."""
        found, stack = {}, [(tensor.op, False)]
        while stack:
            op, ready = stack.pop()
            if op.name in found:
                continue
            if ready:
                found[op.name] = op
            else:
                stack.append((op, True))
                stack += [(source.op, False) for source in op.inputs]
        return list(found.values())


class LazyArray:
    """A stored tensor that is computed each time it is read, so that none stays in memory.

    Args:
        stored: Who computes it.
        tensor: The tensor.
    """

    def __init__(self, stored: StoredTensors, tensor: "tf.Tensor"):
        self._stored, self._tensor = stored, tensor
        self.shape = tuple(tensor.shape.as_list())
        self.dtype = np.dtype(tensor.dtype.as_numpy_dtype)

    def __array__(self, dtype: "DTypeLike | None" = None, copy: bool | None = None) -> np.ndarray:
        """Compute the values."""
        array = np.asarray(self._stored.compute(self._tensor))  # of a sum it may be a number
        return array if dtype is None else array.astype(dtype)


def _moves(op: "tf.Operation") -> bool:
    """Tell whether an operation leaves values as they are, and repeats none."""
    produced, consumed = (sum(map(_count, side)) for side in (op.outputs, op.inputs))
    return op.type in _MOVES and produced <= consumed


def _count(tensor: "tf.Tensor") -> int:
    return math.prod(tensor.shape.as_list())


def _byte_count(tensor: "tf.Tensor") -> int | None:
    if not tensor.shape.is_fully_defined():
        return None
    return math.prod(tensor.shape.as_list()) * tensor.dtype.size
