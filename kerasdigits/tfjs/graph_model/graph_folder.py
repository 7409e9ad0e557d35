"""Write a model's graph and weights into a folder, with Keras running on TensorFlow."""

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.format.quantize import Quantization
from kerasdigits.tfjs.format.weights import WrittenWeights, write_weights
from kerasdigits.tfjs.graph_model.float32 import in_float32
from kerasdigits.tfjs.graph_model.lowered.lowering import lower
from kerasdigits.tfjs.graph_model.trace import trace_model
from kerasdigits.tfjs.reference.compute import Reference, compute_reference
from kerasdigits.tfjs.reference.model_inputs import ModelInputs, find_inputs
from kerasdigits.tfjs.reference.parity import check_inputs, sample_inputs

if TYPE_CHECKING:
    import keras


@dataclass(frozen=True)
class GraphFolder:
    """A graph model whose weights are written.

    Args:
        nodes: `modelTopology.node` of model.json.
        signature: `signature` of model.json.
        weights: The manifest and the shards.
        inputs: The parity samples' inputs, one array for each input.
        reference: What Keras computes for them.
        notes: Sentences for the person who exports.
    """

    nodes: list[dict]
    signature: dict
    weights: WrittenWeights
    inputs: list[np.ndarray]
    reference: Reference
    notes: list[str] = field(default_factory=list)


def write_graph(
    model: "keras.Model",
    folder: Path,
    *,
    parity_inputs: object = None,
    quantization: Quantization | None = None,
    input_signature: object = None,
) -> GraphFolder:
    """Write a model's graph and weights.

    Args:
        model: A built model, on the tensorflow backend.
        folder: Where the shards go.
        parity_inputs: At least ten samples, or None to have them drawn.
        quantization: How to store which weights.
        input_signature: Shapes and dtypes of the inputs, for a model that does not know them.

    Returns:
        What goes into model.json.

    Raises:
        ExportError: TensorFlow.js cannot run the model.
    """
    notes: list[str] = []
    with in_float32(model, notes) as float32_model:
        inputs = find_inputs(float32_model, input_signature)
        traced = trace_model(float32_model, inputs)
        topology = lower(traced)
        shapes = [output.shape.as_list() for output in traced.outputs.values()]
        caller = _Caller(float32_model, inputs, shapes)
        samples = sample_inputs(caller) if parity_inputs is None else None
        samples = check_inputs(caller, parity_inputs) if samples is None else samples
        weights = write_weights(topology.weights, folder, quantization=quantization)
        reference = compute_reference(caller, samples, list(traced.outputs), notes)
    notes += weights.notes
    return GraphFolder(topology.nodes, topology.signature, weights, samples, reference, notes)


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
    for layer in model._flatten_layers():
        if getattr(layer, "stateful", False):
            raise ExportError(
                f'Layer "{layer.name}" keeps its state from one call to the next, which a graph '
                "model cannot",
                received=f"{type(layer).__name__}(stateful=True)",
                remedy="Use stateful=False, or format='layers'",
            )


class _Caller:
    """A model of any kind with what the parity samples need: inputs, outputs, a call on a list."""

    def __init__(self, model: "keras.Model", inputs: ModelInputs, shapes: list[list]):
        self.outputs = [SimpleNamespace(shape=tuple(shape)) for shape in shapes]
        self.inputs = self._inputs_struct = inputs.tensors
        self._model, self._arrange = model, inputs.arrange
        self._flatten_layers = model._flatten_layers

    def __call__(self, tensors: list, training: bool) -> Any:
        arguments, keywords = self._arrange(list(tensors))
        return self._model(*arguments, **keywords, training=training)
