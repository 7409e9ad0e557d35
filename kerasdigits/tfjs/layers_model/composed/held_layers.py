"""Layers that run other layers: each of those is composed as it would be by itself."""

from collections.abc import Callable

from kerasdigits.tfjs.layers_model.composed.layer_graph import Graph, Tensor
from kerasdigits.tfjs.layers_model.rules.layer_case import LayerCase


def compose_spectral(case: LayerCase) -> Callable:
    """Compose the layer inside SpectralNormalization, whose kernel training has normalised."""
    case.notes.append(
        f'layer "{case.name}": Keras normalises its kernel during training, TensorFlow.js does not'
    )
    entry, live = case.config["layer"], case.layer.layer
    return lambda graph, x: graph.compose_layer(entry, live, x)


def compose_pipeline(case: LayerCase) -> Callable:
    """Compose the layers of a Pipeline one after another."""

    def compose(graph: Graph, x: Tensor) -> Tensor:
        for entry, live in zip(case.config["layers"], case.layer.layers, strict=True):
            x = graph.compose_layer(entry, live, x)
        return x

    return compose
