"""TensorFlow's lists of tensors, in which loops collect their steps: ordinary lists here."""

from dataclasses import replace
from typing import NoReturn

import numpy as np

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.graph_model.evaluation.evaluate import Evaluator
from kerasdigits.tfjs.graph_model.evaluation.source_graph import SourceNode
from kerasdigits.tfjs.graph_model.evaluation.values import (
    TensorList,
    Value,
    all_known,
    known_shape,
    known_sizes,
    known_value,
)

# In the names of loops that TensorFlow vectorizes (keras/src/layers/rnn/time_distributed.py).
_VECTORIZED = "/pfor/"


def _reserve(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value]:
    count = 0 if node.op == "EmptyTensorList" else _number(evaluator, node, inputs[1])
    shape = _item_shape(inputs[0])
    return [TensorList((None,) * count, shape, node.attributes["element_dtype"].type)]


def _from_tensor(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value]:
    import tensorflow as tf

    shape = known_shape(inputs[0])
    if not shape or shape[0] is None:
        _refuse(evaluator, node)
    if isinstance(inputs[0], np.ndarray):
        items = tuple(inputs[0])
    else:
        with evaluator.graph.as_default():
            items = tuple(tf.unstack(inputs[0], axis=0))
    return [TensorList(items, tuple(shape[1:]), node.attributes["element_dtype"].type)]


def _get(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value]:
    source, index = _list(evaluator, node, inputs[0]), _number(evaluator, node, inputs[1])
    return [_item(evaluator, node, source, index, inputs[2])]


def _set(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value]:
    source, index = _list(evaluator, node, inputs[0]), _number(evaluator, node, inputs[1])
    items = list(source.items)
    items += [None] * (index + 1 - len(items))
    items[index] = inputs[2]
    return [replace(source, items=tuple(items))]


def _push(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value]:
    source = _list(evaluator, node, inputs[0])
    return [replace(source, items=(*source.items, inputs[1]))]


def _pop(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value]:
    source = _list(evaluator, node, inputs[0])
    shorter = replace(source, items=source.items[:-1])
    return [shorter, _item(evaluator, node, source, -1, inputs[1])]


def _length(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value]:
    return [np.asarray(len(_list(evaluator, node, inputs[0]).items), "int32")]


def _stack(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value]:
    import tensorflow as tf

    source = _list(evaluator, node, inputs[0])
    items = [_item(evaluator, node, source, i, inputs[1]) for i in range(len(source.items))]
    if not items:
        _refuse(evaluator, node)
    tensors = [evaluator.tensor(item) for item in items]
    with evaluator.graph.as_default():
        return [tf.stack(tensors, axis=0)]


def _gather(evaluator: Evaluator, node: SourceNode, inputs: list[Value]) -> list[Value]:
    source, indices = _list(evaluator, node, inputs[0]), known_value(inputs[1])
    if indices is None:
        _refuse(evaluator, node)
    chosen = tuple(source.items[int(index)] for index in indices.reshape(-1))
    return _stack(evaluator, node, [replace(source, items=chosen), inputs[2]])


def _list(evaluator: Evaluator, node: SourceNode, value: Value) -> TensorList:
    return value if isinstance(value, TensorList) else _refuse(evaluator, node)


def _item(
    evaluator: Evaluator, node: SourceNode, source: TensorList, index: int, shape: Value
) -> Value:
    """Give an item; one that was never written is zero, where its shape is known."""
    item = source.items[index] if -len(source.items) <= index < len(source.items) else None
    if item is not None:
        return item
    written = [known_shape(item) for item in source.items if item is not None]
    for shape_known in (source.shape, _item_shape(shape), *written):
        sizes = None if shape_known is None else all_known(shape_known)
        if sizes is not None:
            import tensorflow as tf

            return np.zeros(sizes, tf.dtypes.as_dtype(source.dtype).as_numpy_dtype)
    return _refuse(evaluator, node)


def _item_shape(value: Value) -> tuple[int | None, ...] | None:
    known = known_value(value)
    if known is not None and known.ndim == 0:
        return None
    sizes = known_sizes(value)
    return None if sizes is None else tuple(None if s is None or s < 0 else s for s in sizes)


def _number(evaluator: Evaluator, node: SourceNode, value: Value) -> int:
    known = known_value(value)
    return int(known) if known is not None else _refuse(evaluator, node)


def _refuse(evaluator: Evaluator, node: SourceNode) -> NoReturn:
    remedy = evaluator.advise_length()
    if _VECTORIZED in node.name and not evaluator.advice:
        remedy = (
            "Where a TimeDistributed of open length was saved, Keras took the number of samples "
            "for that of steps: save it from a model of known length"
        )
    raise ExportError(
        "A loop of the model collects an unknown number of tensors, which TensorFlow.js's predict "
        "cannot do",
        received=f"{node.op} in {evaluator.place(node)}",
        remedy=remedy,
    )


TENSOR_LISTS = {
    "TensorListReserve": _reserve,
    "EmptyTensorList": _reserve,
    "TensorListFromTensor": _from_tensor,
    "TensorListGetItem": _get,
    "TensorListSetItem": _set,
    "TensorListPushBack": _push,
    "TensorListPopBack": _pop,
    "TensorListLength": _length,
    "TensorListStack": _stack,
    "TensorListGather": _gather,
}
