"""Layers that run other layers: each of those is drawn as it would be by itself."""

from collections.abc import Callable
from dataclasses import replace

from kerasdigits.tfjs.layers_model.layer_graph import Graph, Tensor
from kerasdigits.tfjs.layers_model.layer_rule import LayerCase


def draw_inner(graph: Graph, case: LayerCase, entry: dict, live: object, x: Tensor) -> Tensor:
    """Draw a layer that another layer holds.

    Args:
        graph: Where to draw.
        case: The layer that holds it.
        entry: The inner layer as Keras serialized it.
        live: The same layer.
        x: What it is called on.

    Returns:
        What it yields.

    Raises:
        ExportError: TensorFlow.js cannot run it as Keras does.
    """
    # drawing.py and rule_finder.py read the table, which names the functions of this file.
    from kerasdigits.tfjs.layers_model.drawing import find_drawing
    from kerasdigits.tfjs.layers_model.rule_finder import find_rule

    inner = replace(
        case,
        layer=live,
        class_name=entry["class_name"],
        config=entry["config"],
        inputs=[(None, *x.shape)],
        output=None,
        masks=(),
    )
    rule = find_rule(entry["module"], inner)
    draw = find_drawing(rule, inner)
    outer, graph.case = graph.case, inner
    if draw:
        rule.check_arguments(inner)
        y = draw(graph, x)
    else:
        y = graph.native(rule, x)
    graph.case = outer
    return y[0] if isinstance(y, list) else y


def expand_spectral(case: LayerCase) -> Callable:
    """Draw the layer inside SpectralNormalization, whose kernel training has normalised."""
    case.notes.append(
        f'layer "{case.name}": its kernel is normalised in Keras\'s training only, and is not in '
        "TensorFlow.js's"
    )
    entry, live = case.config["layer"], case.layer.layer
    return lambda graph, x: draw_inner(graph, case, entry, live, x)


def expand_pipeline(case: LayerCase) -> Callable:
    """Draw the layers of a Pipeline one after another."""

    def draw(graph: Graph, x: Tensor) -> Tensor:
        for entry, live in zip(case.config["layers"], case.layer.layers, strict=True):
            x = draw_inner(graph, case, entry, live, x)
        return x

    return draw
