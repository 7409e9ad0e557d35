"""Convolutional LSTM: TensorFlow.js has the one of pictures.

A sequence of sequences (steps, n, c) is one of pictures (steps, n, 1, c) with kernels of width 1.
TensorFlow.js turns a sequence of pictures round with an operation that its webgl lacks at rank 5
(tfjs-backend-webgl, `reverse`), so the steps are turned round before.
"""

from collections.abc import Callable

import numpy as np

from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor, product, to_numpy
from kerasdigits.tfjs.layers_model.composed.recurrent import hard_gates
from kerasdigits.tfjs.layers_model.rules.layer_case import COMPOSED, LayerCase
from kerasdigits.tfjs.layers_model.rules.native_rules import CONV_LSTM

_PAIRS = ("kernel_size", "strides", "dilation_rate")


def compose_conv_lstm(case: LayerCase) -> Callable | None:
    """Compose a ConvLSTM1D, or a ConvLSTM2D that runs backwards or whose gates are hard sigmoids.

    Args:
        case: The layer.

    Returns:
        What composes it, or None where TensorFlow.js's own layer does.

    Raises:
        ExportError: It is stateful, channels come first, or masks are about.
    """
    config = case.config
    odd = config["stateful"] or config["data_format"] == "channels_first"
    if odd or case.masking == COMPOSED or len(case.input_shapes) > 1:
        case.refuse(
            "is stateful, has its channels first, starts from a given state, or is used with masks",
            remedy="Export it with --format graph",
        )
    narrow = case.class_name == "ConvLSTM1D"
    # The four gates' kernels lie side by side along the last axis, like an LSTM's.
    options = hard_gates(case, case.layer, {**config, "units": config["filters"]}, "LSTM")
    # Over an open length the layer is left to turn its steps round itself: not on webgl.
    turned = config["go_backwards"] and None not in case.input_shapes[0]
    if not narrow and not options and not turned:
        return None

    def compose(graph: Graph, x: Tensor) -> list[Tensor]:
        shapes = case.layer.compute_output_shape((None, *case.input_shapes[0]))
        shapes = [shapes] if isinstance(shapes[0], int | None) else shapes
        shapes = [tuple(shape)[1:] for shape in shapes]
        changes = {key: value for key, value in options.items() if key not in ("replaced",)}
        replaced = dict(options.get("replaced", {}))
        if turned:
            x = _turn_round(graph, x)
            changes["go_backwards"] = False
        if narrow:
            x = graph.reshape(x, (*x.shape[:2], 1, x.shape[2]))
            changes |= {key: [*config[key], 1] for key in _PAIRS}
            for name in ("kernel", "recurrent_kernel"):
                kernel = replaced.get(name, to_numpy(getattr(case.layer.cell, name)))
                replaced[name] = kernel[:, None]
        wide = [(*s[:-1], 1, s[-1]) if narrow else s for s in shapes]
        y = graph.native(CONV_LSTM, x, shape=wide[0], replaced=replaced, **changes)
        outputs = [Tensor(y.layer, shape, place) for place, shape in enumerate(wide)]
        return [graph.reshape(z, shape) for z, shape in zip(outputs, shapes, strict=True)]

    return compose


def _turn_round(graph: Graph, x: Tensor) -> Tensor:
    """Add the steps from the last to the first, as a product with a matrix of zeros and ones."""
    steps = x.shape[0]
    y = graph.permute(graph.reshape(x, (steps, product(x.shape[1:]))), (2, 1))
    options = {"units": steps, "use_bias": False, "activation": "linear", "trainable": False}
    weights = {"kernel": np.eye(steps, dtype="float32")[::-1]}
    y = graph.add("Dense", y, weights=weights, **options)
    return graph.reshape(graph.permute(y, (2, 1)), x.shape)
