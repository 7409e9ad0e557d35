"""The two ways to TensorFlow.js, and which of them carries a model."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kerasdigits.deferred import without_importing_tensorflow
from kerasdigits.errors import ExportError, option
from kerasdigits.tfjs.graph_model.elsewhere.own_process import write_graph_elsewhere
from kerasdigits.tfjs.graph_model.graph_folder import check_model, write_graph
from kerasdigits.tfjs.layers_model.layers_folder import LayersModel
from kerasdigits.tfjs.layers_model.table.refused import NEEDS_TEXT
from kerasdigits.tfjs.reference.keras_internals import all_layers, calls_of
from kerasdigits.tfjs.reference.quantized_layers import find_quantized
from kerasdigits.tfjs.request import ExportRequest, RouteResult

if TYPE_CHECKING:
    import keras


def take_route(
    model: "keras.Model",
    folder: Path,
    request: ExportRequest,
    foresee: Callable[[], None] = lambda: None,
) -> RouteResult:
    """Write the weights by the route asked for, or by the first that carries the model.

    Args:
        model: A built model, on any backend.
        folder: Where the shards go.
        request: What the caller of `export` wants.
        foresee: Called when it is sure that the layers will be written, before that takes its
            time. The graph route needs the memory itself.

    Returns:
        What goes into model.json.

    Raises:
        ExportError: The route cannot carry the model.
    """
    with without_importing_tensorflow():
        layers, reason = _try_layers(model, request)
        if layers is not None:
            foresee()
            return replace(layers.write(folder, request), reason=reason)
    check_model(model)
    _refuse_text(model)
    write = write_graph if _on_tensorflow() else write_graph_elsewhere
    try:
        return replace(write(model, folder, request), reason=reason)
    except ExportError as error:
        if request.format != "graph" or not _layers_carry(model):
            raise
        other = "Or export it with --format layers, which carries this model"
        raise type(error)(str(error).removesuffix("."), remedy=other) from error


def _try_layers(model: "keras.Model", request: ExportRequest) -> tuple[LayersModel | None, str]:
    """Give the model on the layers route, or None for the graph route, and one sentence why."""
    if request.format == "graph":
        return None, "asked for"
    if request.format == "layers":
        return LayersModel(model), "asked for"
    if request.input_signature is not None:
        return None, f"{option('input_signature')} is given, which only the graph route uses"
    if find_quantized(model) and not _refused_as_graph(model):
        return None, "layers of it are quantized, whose whole numbers a graph keeps in few bytes"
    try:
        return LayersModel(model), "the layers route carries all of it"
    except ExportError as error:
        if _refused_as_graph(model):
            raise  # what the layers lack is what to act on
        return None, f"the layers route cannot carry it: {error}"


def _refuse_text(model: "keras.Model") -> None:
    """Refuse layers of a graph of Keras's that look text up or hash it, by their names."""
    for layer in filter(calls_of, all_layers(model)):
        name = type(layer).__name__
        if name in NEEDS_TEXT and type(layer).__module__.startswith("keras."):
            raise ExportError(
                f'Layer "{layer.name}" ({name}) {NEEDS_TEXT[name].what}',
                remedy=NEEDS_TEXT[name].remedy,
            )


def _layers_carry(model: "keras.Model") -> bool:
    """Tell whether the layers route carries a model."""
    try:
        with without_importing_tensorflow():
            LayersModel(model)
    except ExportError:
        return False
    return True


def _refused_as_graph(model: "keras.Model") -> bool:
    """Tell whether a graph cannot carry a model either."""
    try:
        check_model(model)
    except ExportError:
        return True
    return False


def _on_tensorflow() -> bool:
    """Tell whether TensorFlow can trace a model in this process."""
    import keras

    return keras.backend.backend() == "tensorflow"
