"""Layers that add, bend or pass on values, and that TensorFlow.js lacks or cuts short."""

from collections.abc import Callable
from typing import Any

import numpy as np

from kerasdigits.tfjs.layers_model.composed.activation import (
    add_elu,
    add_relu,
    add_softmax,
)
from kerasdigits.tfjs.layers_model.composed.affine import is_positive, scale_and_shift_each
from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor, to_numpy
from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase
from kerasdigits.tfjs.layers_model.rules.layer_rule import translate_activation


def compose_identity(case: LayerCase) -> Callable:
    """Compose what passes its input on; what it does in training is told by a note."""
    if case.class_name != "Identity":
        case.notes.append(
            f'layer "{case.name}" ({case.class_name}) acts in training only and is left out'
        )
    return lambda graph, x: graph.activate(x, "linear")


def compose_spatial_dropout(case: LayerCase) -> Callable:
    """Compose SpatialDropout2D or 3D as a Dropout that is equal along the spatial axes."""

    def compose(graph: Graph, x: Tensor) -> Tensor:
        shape = [None, *([1] * (len(x.shape) - 1)), x.shape[-1]]
        return graph.add("Dropout", x, rate=case.config["rate"], noise_shape=shape)

    return compose


def compose_subtract(case: LayerCase) -> Callable:
    """Compose a - b as a + (-1) * b."""
    shape = case.output_shape
    return lambda graph, a, b: graph.add("Add", a, graph.rescale(b, -1.0), shape=shape)


def compose_ternary_dense(case: LayerCase) -> Callable:
    """Compose TernaryDense as a Dense whose kernel is what prediction rounds it to."""
    if case.layer.quantization_mode is not None:
        case.refuse(
            "is quantized, so that its weights are packed",
            received=f"quantize({case.layer.quantization_mode!r})",
            remedy="Export the model before it is quantized",
        )
    kernel, threshold = to_numpy(case.layer.kernel), case.config["threshold"]
    mean = np.abs(kernel).mean(dtype="float64")
    kept = np.abs(kernel) > (0.5 * mean if threshold is None else threshold)
    weights = {"kernel": (np.sign(kernel) * kept * (mean if threshold is None else 1.0))}
    weights["kernel"] = weights["kernel"].astype("float32")
    if case.config["use_bias"]:
        weights["bias"] = to_numpy(case.layer.bias)
    activation = translate_activation(case, "activation", case.config["activation"])
    case.notes.append(
        f'layer "{case.name}": its kernel is rounded for good, so TensorFlow.js would train a Dense'
    )

    def compose(graph: Graph, x: Tensor) -> Tensor:
        units, use_bias = case.config["units"], case.config["use_bias"]
        shape = (*x.shape[:-1], units)
        options = {"units": units, "use_bias": use_bias, "activation": activation}
        return graph.add("Dense", x, shape=shape, weights=weights, **options)

    return compose


def compose_masked_merge(case: LayerCase) -> Callable | None:
    """Compose a merge of masked inputs, whose hidden steps Keras leaves out."""
    if not case.masks:
        return None
    count = len(case.input_shapes) - len(case.masks)
    if case.class_name != "Multiply":
        case.refuse(
            "merges inputs with masks and leaves out the masked steps",
            remedy="Export it with --format graph",
        )

    def compose(graph: Graph, *tensors: Tensor) -> Tensor:
        masks = {}
        for name, mask in zip(case.masks, tensors[count:], strict=True):
            mask = graph.add("Rescaling", mask, scale=1.0, offset=0.0)
            masks[int(name)] = graph.reshape(mask, (*mask.shape, 1))
        inputs = list(tensors[:count])
        for place, mask in masks.items():
            # A hidden step counts as 1 (keras/src/layers/merging/multiply.py).
            shown = graph.add("Multiply", inputs[place], mask)
            inputs[place] = graph.add("Add", shown, graph.rescale(mask, -1.0, 1.0))
        y = graph.add("Multiply", *inputs, shape=case.output_shape)
        if len(masks) < count:
            return y
        any_shown = graph.add("Maximum", *masks.values())
        return graph.add("Multiply", y, any_shown)

    return compose


def compose_relu(case: LayerCase) -> Callable | None:
    """Compose a ReLU with a slope or a threshold, which TensorFlow.js's layer ignores."""
    slope, threshold = case.config["negative_slope"] or 0.0, case.config["threshold"] or 0.0
    if not slope and not threshold:
        return None
    top = case.config["max_value"]
    return lambda graph, x: add_relu(graph, x, slope, top, threshold)


def compose_elu(case: LayerCase) -> Callable | None:
    """Compose an ELU whose alpha is not 1."""
    alpha = float(case.config["alpha"])
    return None if alpha == 1.0 else lambda graph, x: add_elu(graph, x, alpha)


def compose_softmax(case: LayerCase) -> Callable | None:
    """Compose a softmax over another axis than the last, over several, or under a mask."""
    axes = case.config["axis"]
    axes = [axes] if isinstance(axes, int) else list(axes)
    rank = len(case.input_shapes[0])
    if len(case.input_shapes) > 1 + len(case.masks):
        case.refuse(
            "is given its mask by its place among the arguments",
            remedy="Write mask=..., or export it with --format graph",
        )
    axes = sorted(axis if axis > 0 else axis + rank + 1 for axis in axes)
    if axes == [rank] and not case.masks:
        return None

    def compose(graph: Graph, x: Tensor, *masks: Tensor) -> Tensor:
        if not masks:
            return add_softmax(graph, x, axes)
        # keras/src/layers/activations/softmax.py: masked places are out of reach, and then 0.
        mask = graph.add("Rescaling", masks[0], scale=1.0, offset=0.0)
        if not _is_bool(case.mask_tensors[0][0]):  # more than a half counts as shown
            mask = is_positive(graph, graph.rescale(mask, 1.0, -0.5))
        mask = graph.reshape(mask, (*[1] * (len(x.shape) - len(mask.shape)), *mask.shape))
        kept = graph.add("Multiply", x, mask)
        x = graph.add("Add", kept, graph.rescale(mask, 1e9, -1e9))
        return graph.add("Multiply", add_softmax(graph, x, axes), mask)

    return compose


def _is_bool(mask: Any) -> bool:
    import keras

    return keras.backend.standardize_dtype(mask.dtype) == "bool"


def compose_discretization(case: LayerCase) -> Callable:
    """Compose Discretization: how many boundaries a value has reached."""
    boundaries, mode = case.config["bin_boundaries"], case.config["output_mode"]
    if boundaries is None or mode != "int" or case.config.get("sparse"):
        case.refuse(
            "has not been adapted yet, or encodes its bins",
            received=f"output_mode={mode!r}",
            remedy="Call its adapt method first; export modes other than int with --format graph",
        )

    def compose(graph: Graph, x: Tensor) -> Tensor:
        x = graph.add("Rescaling", x, scale=1.0, offset=0.0)
        reached = [
            graph.rescale(is_positive(graph, graph.rescale(x, -1.0, float(edge))), -1.0, 1.0)
            for edge in boundaries
        ]
        return graph.add("Add", *reached) if len(reached) > 1 else reached[0]

    return compose


def compose_rescaling(case: LayerCase) -> Callable | None:
    """Compose a Rescaling with a scale or an offset for each channel."""
    scale, offset = case.config["scale"], case.config["offset"]
    if isinstance(scale, int | float) and isinstance(offset, int | float):
        return None
    scale, offset = (v["config"]["value"] if isinstance(v, dict) else v for v in (scale, offset))

    def compose(graph: Graph, x: Tensor) -> Tensor:
        x = graph.add("Rescaling", x, scale=1.0, offset=0.0)
        return scale_and_shift_each(graph, x, scale, offset)

    return compose
