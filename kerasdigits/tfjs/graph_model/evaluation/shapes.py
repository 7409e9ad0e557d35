"""Sizes that are known although the batch is not."""

import numpy as np

from kerasdigits.tfjs.graph_model.evaluation.dtypes import ROUNDED, narrow_array, narrow_name
from kerasdigits.tfjs.graph_model.evaluation.evaluate import Evaluator
from kerasdigits.tfjs.graph_model.evaluation.source_graph import SourceNode
from kerasdigits.tfjs.graph_model.evaluation.values import (
    Value,
    all_known,
    known_shape,
    known_sizes,
    known_value,
)


def _shape(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value] | None:
    shapes = [known_shape(value) for value in inputs]
    if any(shape is None or None in shape for shape in shapes):
        return None
    return [np.asarray(shape, "int32") for shape in shapes]


def _size(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value] | None:
    shape = known_shape(inputs[0])
    sizes = None if shape is None else all_known(shape)
    return None if sizes is None else [np.asarray(np.prod(sizes, dtype="int64"), "int32")]


def _rank(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value] | None:
    shape = known_shape(inputs[0])
    return None if shape is None else [np.asarray(len(shape), "int32")]


def _slice_sizes(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value] | None:
    """Take sizes out of a shape, such as `shape(x)[1]`; clip what only means "to the end"."""
    bounds = all_known([known_value(value) for value in inputs[1:]])
    if known_value(inputs[0]) is not None or bounds is None:
        return None
    sizes = known_sizes(inputs[0])
    masks = {name: node.attributes[f"{name}_mask"].i for name in _MASKS}
    if sizes and not masks["ellipsis"] and not masks["new_axis"] and bounds[0].size == 1:
        taken = _take_sizes(sizes, bounds, masks)
        if taken is not None:
            return [np.asarray(taken, "int32")]
    clipped = [narrow_array(bound, "", clip=True) for bound in bounds]
    return evaluator.write(node, [inputs[0], *clipped])


def _take_sizes(
    sizes: list[int | None], bounds: list[np.ndarray], masks: dict[str, int]
) -> int | list[int] | None:
    """Take one size or a slice of them; None when one that is taken is open."""
    begin, end, step = (int(bound.reshape(-1)[0]) for bound in bounds)
    if masks["shrink_axis"]:
        return sizes[begin]
    chosen = slice(None if masks["begin"] else begin, None if masks["end"] else end, step)
    return all_known(sizes[chosen])


def _gather_sizes(
    evaluator: Evaluator, node: SourceNode, inputs: list[Value]
) -> list[Value] | None:
    indices = known_value(inputs[1])
    if indices is None or known_value(inputs[0]) is not None:
        return None
    sizes = known_sizes(inputs[0])
    if not sizes:
        return None
    taken = [sizes[int(index)] for index in indices.reshape(-1)]
    return None if None in taken else [np.asarray(taken, "int32").reshape(indices.shape)]


def _split_sizes(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value] | None:
    """Give the parts of a shape that are known, as `tf.signal.frame` takes a shape apart."""
    counts = known_value(inputs[1])
    sizes = None if known_value(inputs[0]) is not None else known_sizes(inputs[0])
    if counts is None or not sizes or -1 in counts:
        return None
    ends = np.cumsum(counts)
    parts = [all_known(sizes[end - count : end]) for count, end in zip(counts, ends, strict=True)]
    written = evaluator.write(node, inputs)
    return [
        tensor if part is None else np.asarray(part, "int32")
        for part, tensor in zip(parts, written, strict=True)
    ]


def _reshape(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value] | None:
    """Write -1 for the one size that is open, so that it need not be computed."""
    if known_value(inputs[0]) is not None:
        return None
    before, sizes = known_shape(inputs[0]), known_sizes(inputs[1])
    if sizes is None:
        return None
    sizes = [None if size == -1 else size for size in sizes]
    if before is not None and sizes == before and sizes.count(None) <= 1:
        return [inputs[0]]
    if sizes.count(None) > 1 or 0 in sizes:
        return None
    shape = np.asarray([-1 if size is None else size for size in sizes], "int32")
    return evaluator.write(node, [inputs[0], shape])


def _transpose(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value] | None:
    order = known_value(inputs[1])
    in_order = order is not None and list(order) == list(range(order.size))
    return [inputs[0]] if in_order else None


def _cast(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value] | None:
    import tensorflow as tf

    source = inputs[0]
    if not isinstance(source, tf.Tensor) or known_value(source) is not None:
        return None
    before, after = (tf.dtypes.as_dtype(node.attributes[t].type).name for t in ("SrcT", "DstT"))
    rounds = before == "float32" and after in ROUNDED
    return [source] if source.dtype.name == narrow_name(after) and not rounds else None


_MASKS = ("begin", "end", "ellipsis", "new_axis", "shrink_axis")

SHAPES = {
    "Shape": _shape,
    "ShapeN": _shape,
    "Size": _size,
    "Rank": _rank,
    "StridedSlice": _slice_sizes,
    "GatherV2": _gather_sizes,
    "SplitV": _split_sizes,
    "Reshape": _reshape,
    "Transpose": _transpose,
    "Cast": _cast,
}
