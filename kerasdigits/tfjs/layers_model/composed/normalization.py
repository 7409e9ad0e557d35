"""Normalizations that TensorFlow.js lacks, from its LayerNormalization and one-by-one convolutions.

A root mean square needs no mean to be taken off: of the values together with their negatives the
mean is 0 and the variance is the mean square, so LayerNormalization divides by its root.
"""

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from kerasdigits.tfjs.layers_model.composed.affine import scale_and_shift, scale_and_shift_each
from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor, product, to_numpy
from kerasdigits.tfjs.layers_model.composed.shapes import permute_last
from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase
from kerasdigits.tfjs.layers_model.rules.layer_quirks import find_dot_axes
from kerasdigits.tfjs.layers_model.rules.native_rules import BATCH_NORMALIZATION, DOT

# UnitNormalization leaves vectors shorter than 1e-12 shorter than 1; what LayerNormalization adds
# to the square must not be seen there.
_KERAS_SHORTEST, _SHORTEST = 1e-12, 1e-15


def _axes(case: LayerCase) -> list[int]:
    """Return the axes of a config, sorted, counted from 1 without the batch."""
    axes = case.config["axis"]
    axes = list(axes) if isinstance(axes, list | tuple) else [axes]
    rank = len(case.input_shapes[0]) + 1
    return sorted(axis % rank for axis in axes)


def _on_last_axis(axes: list[int], change: Callable) -> Callable:
    """Compose a change of (..., d), d being all elements along some axes, on any other shape."""

    def compose(graph: Graph, x: Tensor) -> Tensor:
        y, back = permute_last(graph, x, axes)
        shape, kept = y.shape, y.shape[: len(x.shape) - len(axes)]
        y = change(graph, graph.reshape(y, (*kept, product(shape[len(kept) :]))))
        return graph.permute(graph.reshape(y, shape), back)

    return compose


def _normalize(graph: Graph, x: Tensor, axis: int | list[int], epsilon: float) -> Tensor:
    """Add a LayerNormalization that has no weights."""
    return graph.add("LayerNormalization", x, axis=axis, epsilon=epsilon, center=False, scale=False)


def _divide_by_root_mean_square(graph: Graph, x: Tensor, epsilon: float) -> Tensor:
    """Add x / sqrt(mean(x^2) + epsilon) along the last axis."""
    rows, size = product(x.shape[:-1]), x.shape[-1]
    single = (rows, 1, size)
    both = graph.add(
        "Concatenate",
        graph.reshape(x, single),
        graph.reshape(graph.rescale(x, -1.0), single),
        shape=(rows, 2, size),
        axis=2,
    )
    both = _normalize(graph, both, [2, 3], epsilon)
    first = graph.add("Cropping2D", both, shape=single, cropping=[[0, 0], [0, 1]])
    return graph.reshape(first, x.shape)


def compose_layer_normalization(case: LayerCase) -> Callable | None:
    """Compose LayerNormalization of volumes: TensorFlow.js's takes four dimensions at most."""
    layer, epsilon = case.layer, case.config["epsilon"]
    if len(case.input_shapes[0]) <= 3:
        return None

    def change(graph: Graph, x: Tensor) -> Tensor:
        rows = graph.reshape(x, (product(x.shape[:-1]), x.shape[-1]))
        y = graph.reshape(_normalize(graph, rows, -1, epsilon), x.shape)
        gamma, beta = (
            None if weight is None else to_numpy(weight).reshape(-1)
            for weight in (layer.gamma, layer.beta)
        )
        if gamma is None and beta is None:
            return y
        return scale_and_shift(graph, y, gamma, beta, learned=True)

    return _on_last_axis(_axes(case), change)


def compose_rms_normalization(case: LayerCase) -> Callable:
    """Compose RMSNormalization; its scale goes along the last axes, whichever are normalized."""
    scale, shape = to_numpy(case.layer.scale), case.input_shapes[0]
    # keras/src/ops/nn.py, `_rms_normalization`: scale is broadcast, not put along the axes.
    ends = zip(reversed(scale.shape), reversed(shape), strict=False)
    if any(size not in (1, end) for size, end in ends):
        case.refuse(
            "has a scale that does not fit the last axis, along which Keras multiplies",
            received=f"scale of {scale.shape}, input of {shape}",
            remedy="Normalize the last axis",
        )
    normalize = _on_last_axis(
        _axes(case), lambda graph, x: _divide_by_root_mean_square(graph, x, case.config["epsilon"])
    )
    return lambda graph, x: scale_and_shift_each(graph, normalize(graph, x), case.layer.scale, 0.0)


def _divide_by_length(graph: Graph, x: Tensor, shortest: float) -> Tensor:
    """Add x / |x| along the last axis, but x / shortest where it is shorter than that."""
    size = x.shape[-1]
    if size is None:
        graph.case.refuse(
            "takes a length over an unknown size",
            received=x.shape,
            remedy="Give keras.Input the full shape, or use --format graph",
        )
    y = _divide_by_root_mean_square(graph, x, _SHORTEST**2 / size)
    y, most = graph.rescale(y, 1 / math.sqrt(size)), graph.rescale(x, 1 / shortest)
    # Both have the sign of x; the one nearer to 0 is Keras's.
    above, below = (
        graph.add("Minimum", *(graph.activate(graph.rescale(z, sign), "relu") for z in (y, most)))
        for sign in (1.0, -1.0)
    )
    return graph.add("Add", above, graph.rescale(below, -1.0))


def compose_unit_normalization(case: LayerCase) -> Callable:
    """Compose UnitNormalization."""
    return _on_last_axis(_axes(case), partial(_divide_by_length, shortest=_KERAS_SHORTEST))


def divide_by_length(graph: Graph, x: Tensor, axes: list[int], shortest: float) -> Tensor:
    """Add x / |x|, but x / shortest where it is shorter than that.

    Args:
        graph: Where to add it.
        x: The tensor.
        axes: What the length is taken over, sorted, counted from 1 without the batch.
        shortest: The length that counts as one.

    Returns:
        A tensor of x's shape.
    """
    return _on_last_axis(axes, partial(_divide_by_length, shortest=shortest))(graph, x)


def compose_dot(case: LayerCase) -> Callable | None:
    """Compose a Dot of directions: TensorFlow.js leaves vectors below 0.0003 shorter than 1."""
    import keras

    if not case.config["normalize"]:
        return None
    axes = find_dot_axes(case)
    # keras/src/utils/numerical_utils.py, `normalize`, leaves the limit to the backend.
    unit = partial(_divide_by_length, shortest=keras.config.epsilon())

    def compose(graph: Graph, *inputs: Tensor) -> Tensor:
        units = [
            _on_last_axis([axis], unit)(graph, x) for axis, x in zip(axes, inputs, strict=True)
        ]
        return graph.native(DOT, *units, normalize=False)

    return compose


def compose_group_normalization(case: LayerCase) -> Callable:
    """Compose GroupNormalization as a LayerNormalization of (pixels, group, channel in it)."""
    groups, layer = case.config["groups"], case.layer

    def change(graph: Graph, x: Tensor) -> Tensor:
        *sizes, channels = x.shape
        count = channels if groups == -1 else groups
        y = graph.reshape(x, (product(sizes), count, channels // count))
        y = graph.reshape(_normalize(graph, y, [1, 3], case.config["epsilon"]), x.shape)
        gamma, beta = getattr(layer, "gamma", None), getattr(layer, "beta", None)
        return y if gamma is None and beta is None else scale_and_shift(graph, y, gamma, beta)

    return _on_last_axis(_axes(case), change)


def compose_normalization(case: LayerCase) -> Callable:
    """Compose Normalization: take the mean off, then divide; the other way round when inverted."""
    if getattr(case.layer, "mean", None) is None:
        case.refuse("has not been adapted yet", remedy="Call its adapt method first")
    mean = to_numpy(case.layer.mean).reshape(-1)
    # keras/src/layers/preprocessing/normalization.py: the root is at least 1e-7.
    deviation = np.maximum(np.sqrt(to_numpy(case.layer.variance).reshape(-1)), 1e-7)
    inverted = case.config.get("invert")

    def change(graph: Graph, x: Tensor) -> Tensor:
        if inverted:
            return scale_and_shift(graph, scale_and_shift(graph, x, deviation), None, mean)
        return scale_and_shift(graph, scale_and_shift(graph, x, None, -mean), 1 / deviation)

    def change_all(graph: Graph, x: Tensor) -> Tensor:
        if inverted:
            return graph.rescale(graph.rescale(x, deviation[0]), 1.0, mean[0])
        return graph.rescale(graph.rescale(x, 1.0, -mean[0]), 1 / deviation[0])

    axes = case.config["axis"]
    if axes is None or axes == []:
        return change_all
    return _on_last_axis(_axes(case), change)


def compose_batch_normalization(case: LayerCase) -> Callable | None:
    """Compose a BatchNormalization that is frozen, of volumes, or along another axis than the last.

    Frozen, Keras keeps to the moving averages in training, too (`trainable` is asked in
    keras/src/layers/normalization/batch_normalization.py). TensorFlow.js does not: there it is
    written as the product and sum that it is.
    """
    axes, rank = _axes(case), len(case.input_shapes[0])
    if not case.config.get("trainable", True):
        return _on_last_axis(axes, partial(_scale_by_averages, case=case))
    if axes == [rank] and rank <= 3:
        return None

    def change(graph: Graph, x: Tensor) -> Tensor:
        y = x if rank <= 3 else graph.reshape(x, (product(x.shape[:-1]), x.shape[-1]))
        y = graph.native(BATCH_NORMALIZATION, y, shape=y.shape, axis=-1)
        return graph.reshape(y, x.shape)

    return _on_last_axis(axes, change)


def _scale_by_averages(graph: Graph, x: Tensor, case: LayerCase) -> Tensor:
    """Add gamma (x - mean) / sqrt(variance + epsilon) + beta along the last axis."""
    layer = case.layer
    mean, variance = (
        to_numpy(weight).reshape(-1).astype("float64")
        for weight in (layer.moving_mean, layer.moving_variance)
    )
    scale = 1.0 / np.sqrt(variance + case.config["epsilon"])
    if layer.gamma is not None:
        scale = scale * to_numpy(layer.gamma).reshape(-1)
    shift = -mean * scale
    if layer.beta is not None:
        shift = shift + to_numpy(layer.beta).reshape(-1)
    return scale_and_shift(graph, x, scale.astype("float32"), shift.astype("float32"))
