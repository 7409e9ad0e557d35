"""When a layer is drawn as a graph of others, whichever class it is.

Three reasons come before TensorFlow.js's own layer: the class needs it (its rule says so), the
activation is one that only a graph can compute, or the channels come first.
"""

from collections.abc import Callable
from dataclasses import replace

from kerasdigits.tfjs.layers_model.expand_activation import DRAWN_ACTIVATIONS
from kerasdigits.tfjs.layers_model.layer_graph import Graph, Tensor
from kerasdigits.tfjs.layers_model.layer_rule import LayerCase, LayerRule


def find_drawing(rule: LayerRule, case: LayerCase) -> Callable | None:
    """Tell how to draw a layer as a graph.

    Args:
        rule: Its rule.
        case: The layer.

    Returns:
        A function that takes the Graph and its inputs and returns the output or a list of them,
        or None where TensorFlow.js's own layer does.
    """
    if case.config.get("data_format") == "channels_first":
        return _turn(rule, case)
    activation = case.config.get("activation")
    if not isinstance(activation, str) or activation not in DRAWN_ACTIVATIONS:
        return rule.expand(case) if rule.expand else None
    if rule.activations != ("activation",):
        return None
    if case.class_name == "Activation":
        return DRAWN_ACTIVATIONS[activation]
    return _activate(rule, replace(case, config={**case.config, "activation": "linear"}))


def _activate(rule: LayerRule, linear: LayerCase) -> Callable:
    """Draw a layer with the linear activation, and its own activation after it."""
    activation = linear.layer.activation.__name__
    inner = rule.expand(linear) if rule.expand else None

    def draw(graph: Graph, *inputs: Tensor) -> Tensor:
        graph.case = linear
        y = inner(graph, *inputs) if inner else graph.native(rule, *inputs)
        return DRAWN_ACTIVATIONS[activation](graph, y)

    return draw


def _turn(rule: LayerRule, case: LayerCase) -> Callable:
    """Draw a layer with the channels last, between two permutations."""
    channels, *spatial = case.input_shapes[0]
    rank = len(spatial) + 1
    to_last, to_first = [*range(2, rank + 1), 1], [rank, *range(1, rank)]
    turned = replace(
        case,
        config={**case.config, "data_format": "channels_last"},
        inputs=[(None, *spatial, channels)],
    )
    output = case.output_shape
    turned.output = (*output[1:], output[0]) if len(output) == rank else output
    inner = find_drawing(rule, turned)

    def draw(graph: Graph, x: Tensor) -> Tensor:
        graph.case = turned
        x = graph.permute(x, to_last)
        y = inner(graph, x) if inner else graph.native(rule, x)
        return graph.permute(y, to_first) if len(y.shape) == rank else y

    return draw
