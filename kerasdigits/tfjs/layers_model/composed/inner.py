"""Layers that run other layers: each of those is drawn as it would be by itself."""

from collections.abc import Callable

from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor
from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase


def expand_spectral(case: LayerCase) -> Callable:
    """Draw the layer inside SpectralNormalization, whose kernel training has normalised."""
    case.notes.append(
        f'layer "{case.name}": its kernel is normalised in Keras\'s training only, and is not in '
        "TensorFlow.js's"
    )
    entry, live = case.config["layer"], case.layer.layer
    return lambda graph, x: graph.compose_layer(entry, live, x)


def expand_pipeline(case: LayerCase) -> Callable:
    """Draw the layers of a Pipeline one after another."""

    def draw(graph: Graph, x: Tensor) -> Tensor:
        for entry, live in zip(case.config["layers"], case.layer.layers, strict=True):
            x = graph.compose_layer(entry, live, x)
        return x

    return draw
