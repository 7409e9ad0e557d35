"""Write a model's graph and weights into a folder, with Keras running on TensorFlow."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.format.weights import write_weights
from kerasdigits.tfjs.graph_model.lowered.lowering import lower
from kerasdigits.tfjs.graph_model.trace import trace_model
from kerasdigits.tfjs.reference.keras_internals import all_layers
from kerasdigits.tfjs.reference.late_weights import refusing_new_weights
from kerasdigits.tfjs.reference.list_model import ListModel
from kerasdigits.tfjs.reference.model_inputs import find_inputs
from kerasdigits.tfjs.reference.parity import choose_inputs
from kerasdigits.tfjs.reference.precision import as_float32, computing_in_float32
from kerasdigits.tfjs.reference.samples import compute_samples
from kerasdigits.tfjs.reference.uneven_edges import describe_uneven, find_uneven
from kerasdigits.tfjs.request import ExportRequest, RouteResult

if TYPE_CHECKING:
    import keras


def write_graph(model: "keras.Model", folder: Path, request: ExportRequest) -> RouteResult:
    """Write a model's graph and weights.

    Args:
        model: A built model, on the tensorflow backend.
        folder: Where the shards go.
        request: What the caller of `export` wants.

    Returns:
        What goes into model.json.

    Raises:
        ExportError: TensorFlow.js cannot run the model, or it was not built.
    """
    with refusing_new_weights(model), _in_float32(model) as (float32_model, notes):
        inputs = find_inputs(float32_model, request.input_signature)
        traced = trace_model(float32_model, inputs)
        topology = lower(traced)
        shapes = [output.shape.as_list() for output in traced.outputs.values()]
        caller = ListModel(float32_model, inputs, shapes)
        samples = choose_inputs(caller, request.parity_inputs)
        weights = write_weights(topology.weights, folder, quantization=request.quantization)
        given = request.parity_inputs is not None
        samples, reference = compute_samples(caller, samples, list(traced.outputs), given=given)
    content = {
        "format": "graph-model",
        "modelTopology": {"node": topology.nodes, "library": {}, "versions": {}},
        "signature": topology.signature,
        "weightsManifest": weights.manifest,
    }
    return RouteResult(
        content=content,
        weights=weights,
        inputs=samples,
        reference=reference,
        float32_model=caller,
        notes=[
            *notes,
            *map(describe_uneven, find_uneven(model)),
            *inputs.notes,
            *traced.notes,
            *reference.notes,
            *weights.notes,
        ],
    )


@contextmanager
def _in_float32(model: "keras.Model") -> Iterator[tuple["keras.Model", list[str]]]:
    """Give the model, its twin in float32, or itself with its layers set to float32 meanwhile."""
    if getattr(model, "inputs", None):  # a class of its own has none
        yield as_float32(model)
        return
    with computing_in_float32(model) as notes:
        yield model, notes


def check_model(model: object) -> None:
    """Refuse what is not a model, and layers that remember the last call, which a graph cannot.

    Args:
        model: What is to be exported.

    Raises:
        ExportError: It is not a model, or has such a layer.
    """
    import keras

    if not isinstance(model, keras.Model):
        raise ExportError(
            "Only a Keras model can be exported",
            received=type(model).__name__,
            remedy="Give a keras.Model, such as keras.saving.load_model returns",
        )
    for layer in all_layers(model):
        if getattr(layer, "stateful", False):
            raise ExportError(
                f'Layer "{layer.name}" keeps its state from one call to the next, which a '
                "graph model cannot do",
                received=f"{type(layer).__name__}(stateful=True)",
                remedy="Use stateful=False; the layers route carries SimpleRNN, LSTM and "
                "GRU(reset_after=False) that keep their state",
            )
