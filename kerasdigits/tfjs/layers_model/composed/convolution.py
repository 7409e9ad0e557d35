"""Convolutions that TensorFlow.js lacks or computes otherwise, through those that it has.

A convolution of a sequence (n, c) is one of a picture (n, 1, c) with a kernel of width 1. A kernel
for groups of channels is one for all channels that is zero outside the groups. A dilated depthwise
convolution is a separable one whose second kernel changes nothing.
"""

from collections.abc import Callable, Sequence

import numpy as np

from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor, to_numpy
from kerasdigits.tfjs.layers_model.composed.shapes import along_sequence, crop, crop_volume, pad
from kerasdigits.tfjs.layers_model.composed.volumes import (
    find_excess,
    find_padding,
    find_unreached,
)
from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase
from kerasdigits.tfjs.layers_model.rules.layer_rule import translate_activation
from kerasdigits.tfjs.layers_model.rules.native_rules import CONVOLUTION


def compose_convolution(case: LayerCase) -> Callable | None:
    """Compose a convolution with groups, causal padding, or a small kernel in volumes."""
    groups, causal = case.config["groups"], case.config["padding"] == "causal"
    excess, unreached, zeros = find_excess(case), find_unreached(case), find_padding(case)
    if groups == 1 and not causal and excess is None and unreached is None and zeros is None:
        return None
    replaced = {}
    if groups > 1:
        replaced["kernel"] = _spread_groups(to_numpy(case.layer.kernel), groups)
        case.notes.append(
            f'layer "{case.name}": TensorFlow.js has no groups; its kernel is {groups} times as '
            "large, with zeros between the groups, which further training would fill"
        )

    def compose(graph: Graph, x: Tensor) -> Tensor:
        if causal:
            x = _pad_causally(graph, x, case)
        if excess is not None:
            x = crop_volume(graph, x, excess)
        x = _change_ends(graph, _change_ends(graph, x, crop, unreached), pad, zeros)
        padding = "valid" if causal or zeros else case.config["padding"]
        return graph.native(CONVOLUTION, x, replaced=replaced, groups=1, padding=padding)

    return compose


def _spread_groups(kernel: np.ndarray, groups: int) -> np.ndarray:
    """Turn (..., in / groups, out) into (..., in, out) with zeros outside the groups."""
    *sizes, inside, outputs = kernel.shape
    step = outputs // groups
    spread = np.zeros((*sizes, inside * groups, outputs), kernel.dtype)
    for group in range(groups):
        rows = slice(group * inside, (group + 1) * inside)
        columns = slice(group * step, (group + 1) * step)
        spread[..., rows, columns] = kernel[..., columns]
    return spread


def _change_ends(
    graph: Graph, x: Tensor, change: Callable, ends: list[tuple[int, int]] | None
) -> Tensor:
    """Cut off what no kernel reaches of a picture or a sequence, or put zeros round it."""
    if ends is None:
        return x
    if len(ends) == 2:
        return change(graph, x, ends)
    return along_sequence(graph, x, change, [*ends, (0, 0)])


def _first(value: int | Sequence[int]) -> int:
    return value if isinstance(value, int) else value[0]


def _pad_causally(graph: Graph, x: Tensor, case: LayerCase) -> Tensor:
    """Put zeros before a sequence, so that no step sees a later one."""
    reach = (_first(case.config["kernel_size"]) - 1) * _first(case.config["dilation_rate"])
    return along_sequence(graph, x, pad, [(reach, 0), (0, 0)])


def compose_depthwise(case: LayerCase) -> Callable | None:
    """Compose a dilated DepthwiseConv2D, or one whose kernel is shorter than its strides."""
    dilation, unreached = case.config["dilation_rate"], find_unreached(case)
    zeros = find_padding(case)
    plain = set(dilation if isinstance(dilation, list | tuple) else [dilation]) == {1}
    if plain and unreached is None and zeros is None:
        return None
    kernel = to_numpy(case.layer.kernel)

    def compose(graph: Graph, x: Tensor) -> Tensor:
        x = _change_ends(graph, _change_ends(graph, x, crop, unreached), pad, zeros)
        changes = {"dilation_rate": dilation, **_padding(zeros)}
        return _separable(graph, x, kernel, None, case.output_shape, **changes)

    return compose


def compose_separable(case: LayerCase) -> Callable | None:
    """Compose a SeparableConv2D whose kernel is shorter than its strides."""
    unreached, zeros = find_unreached(case), find_padding(case)
    if unreached is None and zeros is None:
        return None
    layer = case.layer
    kernel, pointwise = to_numpy(layer.depthwise_kernel), to_numpy(layer.pointwise_kernel)

    def compose(graph: Graph, x: Tensor) -> Tensor:
        x = _change_ends(graph, _change_ends(graph, x, crop, unreached), pad, zeros)
        changes = {"dilation_rate": case.config["dilation_rate"], **_padding(zeros)}
        return _separable(graph, x, kernel, pointwise, case.output_shape, **changes)

    return compose


def _padding(zeros: list | None) -> dict[str, str]:
    """Say that what "same" would pad is there already."""
    return {} if zeros is None else {"padding": "valid"}


def _separable(
    graph: Graph,
    x: Tensor,
    kernel: np.ndarray,
    pointwise: np.ndarray | None,
    shape: tuple,
    **changes: object,
) -> Tensor:
    """Add a SeparableConv2D; the second kernel changes nothing when it is None."""
    case = graph.case
    if pointwise is None:
        pointwise = np.eye(kernel.shape[2] * kernel.shape[3], dtype="float32")[None, None]
    weights = {"depthwise_kernel": kernel, "pointwise_kernel": pointwise}
    if case.config["use_bias"]:
        weights["bias"] = case.layer.bias
    names = ("strides", "padding", "use_bias", "depth_multiplier")
    config = {
        **{name: case.config[name] for name in names},
        "kernel_size": list(kernel.shape[:2]),
        "activation": translate_activation(case, "activation", case.config["activation"]),
        "filters": int(pointwise.shape[-1]),
        **changes,
    }
    return graph.add("SeparableConv2D", x, shape=shape, weights=weights, **config)


def compose_separable_1d(case: LayerCase) -> Callable:
    """Compose SeparableConv1D or DepthwiseConv1D as a SeparableConv2D."""
    layer = case.layer
    if case.class_name == "SeparableConv1D":
        kernel, pointwise = to_numpy(layer.depthwise_kernel), to_numpy(layer.pointwise_kernel)[None]
    else:
        kernel, pointwise = to_numpy(layer.kernel), None

    unreached, zeros = find_unreached(case), find_padding(case)

    def compose(graph: Graph, x: Tensor) -> Tensor:
        x = _change_ends(graph, _change_ends(graph, x, crop, unreached), pad, zeros)
        steps, channels = case.output_shape
        y = _separable(
            graph,
            graph.reshape(x, (x.shape[0], 1, x.shape[1])),
            kernel[:, None],
            pointwise,
            (steps, 1, channels),
            strides=[_first(case.config["strides"])] * 2,
            dilation_rate=[_first(case.config["dilation_rate"])] * 2,
            **_padding(zeros),
        )
        return graph.reshape(y, (steps, channels))

    return compose
