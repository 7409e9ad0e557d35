"""When a layer is composed as a graph of others, whichever class it is.

Three reasons come before TensorFlow.js's own layer: the class needs it (its rule says so), the
activation is one that only a graph can compute, or the channels come first.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, TypeGuard

from kerasdigits.tfjs.layers_model.composed.activation import (
    COMPOSED_ACTIVATIONS,
    add_activation,
)
from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor
from kerasdigits.tfjs.layers_model.rule_finder import find_rule
from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase
from kerasdigits.tfjs.layers_model.rules.layer_rule import (
    ACTIVATIONS,
    KERAS_LAYERS,
    LayerRule,
    find_own_activation,
)
from kerasdigits.tfjs.reference.keras_internals import OWN_MODULES

if TYPE_CHECKING:
    import keras


def find_composition(rule: LayerRule, case: LayerCase) -> Callable | None:
    """Tell how to compose a layer as a graph.

    Args:
        rule: Its rule.
        case: The layer.

    Returns:
        A function that takes the Graph and its inputs and returns the output or a list of them,
        or None where TensorFlow.js's own layer does.
    """
    first = case.config.get("data_format") == "channels_first"
    if first and not case.class_name.startswith("ConvLSTM"):
        return _turn(rule, case)
    activation = case.config.get("activation")
    if rule.activations != ("activation",) or not _needs_composing(activation):
        return rule.compose(case) if rule.compose else None
    bend = _find_bend(case, activation)
    if case.class_name == "Activation":
        return bend
    return _activate(rule, replace(case, config={**case.config, "activation": "linear"}), bend)


def compose_inner(graph: Graph, entry: dict, live: "keras.Layer", x: Tensor) -> Tensor:
    """Write a layer that another layer holds, as it would be written by itself.

    Args:
        graph: The graph of the layer that holds it.
        entry: The inner layer as Keras serialized it.
        live: The same layer.
        x: What it is called on.

    Returns:
        What it yields.

    Raises:
        ExportError: TensorFlow.js cannot run it as Keras does.
    """
    outer = graph.case
    inner = replace(
        outer,
        layer=live,
        class_name=entry["class_name"],
        config=entry["config"],
        inputs=[(None, *x.shape)],
        output=None,
        masks=(),
    )
    rule = find_rule(entry["module"], inner)
    compose = find_composition(rule, inner)
    graph.case = inner
    if compose:
        rule.check_arguments(inner)
        y = compose(graph, x)
    else:
        y = graph.native(rule, x)
    graph.case = outer
    return y[0] if isinstance(y, list) else y


def _needs_composing(activation: object) -> TypeGuard[str | dict]:
    if isinstance(activation, dict):
        return find_own_activation(activation) is None
    return isinstance(activation, str) and activation in COMPOSED_ACTIVATIONS


def _find_bend(case: LayerCase, activation: str | dict) -> Callable:
    """Tell how to compose an activation: one by name, a layer, or a function of keras.ops."""
    if isinstance(activation, str):
        return lambda graph, x: add_activation(graph, x, activation)
    live = case.layer.activation
    if activation.get("module") == KERAS_LAYERS and activation["class_name"] != "Lambda":
        return _find_layer_bend(case, activation, live)
    name = getattr(live, "__name__", "")
    known = name in ACTIVATIONS or name in COMPOSED_ACTIVATIONS
    if not known or not getattr(live, "__module__", "").startswith(OWN_MODULES):
        case.refuse(
            "uses an activation that is code, or that TensorFlow.js has no layers for",
            received=name or activation.get("class_name"),
            remedy="Export it with --format graph, or use one of "
            f"{', '.join(sorted({*ACTIVATIONS, *COMPOSED_ACTIVATIONS}))}",
        )
    return lambda graph, x: add_activation(graph, x, name)


def _find_layer_bend(case: LayerCase, entry: dict, live: "keras.Layer") -> Callable:
    """Compose a layer that is given as an activation."""
    if find_rule(
        entry["module"], replace(case, layer=live, class_name=entry["class_name"])
    ).weights:
        case.refuse(
            "uses a layer with weights of its own as its activation",
            received=entry["class_name"],
            remedy="Put that layer after it",
        )

    return lambda graph, x: graph.compose_layer(entry, live, x)


def _activate(rule: LayerRule, linear: LayerCase, bend: Callable) -> Callable:
    """Compose a layer with the linear activation, and its own activation after it."""
    inner = rule.compose(linear) if rule.compose else None

    def compose(graph: Graph, *inputs: Tensor) -> Tensor:
        graph.case = linear
        y = inner(graph, *inputs) if inner else graph.native(rule, *inputs)
        return bend(graph, y)

    return compose


def _turn(rule: LayerRule, case: LayerCase) -> Callable:
    """Compose a layer with the channels last, between two permutations."""
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
    inner = find_composition(rule, turned)

    def compose(graph: Graph, x: Tensor) -> Tensor:
        graph.case = turned
        x = graph.permute(x, to_last)
        y = inner(graph, x) if inner else graph.native(rule, x)
        return graph.permute(y, to_first) if len(y.shape) == rank else y

    return compose
