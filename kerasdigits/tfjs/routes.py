"""The two ways to TensorFlow.js, and which of them carries a model."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kerasdigits.errors import ExportError
from kerasdigits.tfjs.format.quantize import Quantization
from kerasdigits.tfjs.format.weights import WrittenWeights, write_weights
from kerasdigits.tfjs.graph_model.elsewhere.own_process import write_graph_elsewhere
from kerasdigits.tfjs.graph_model.graph_folder import check_model, write_graph
from kerasdigits.tfjs.layers_model.topology import Topology, translate_model
from kerasdigits.tfjs.layers_model.training_config import write_training_config
from kerasdigits.tfjs.reference.compute import Reference, compute_reference
from kerasdigits.tfjs.reference.lean_keras import without_importing_tensorflow
from kerasdigits.tfjs.reference.parity import check_inputs, sample_inputs
from kerasdigits.tfjs.reference.precision import as_float32

if TYPE_CHECKING:
    import keras
    import numpy as np

Format = Literal["auto", "layers", "graph"]


@dataclass(frozen=True)
class RouteResult:
    """What a route wrote, and what it has for model.json.

    Args:
        content: model.json without metadata.
        weights: The manifest and the shards.
        inputs: The parity samples' inputs, one array for each input.
        reference: What Keras computes for them.
        reason: Why this route was taken.
        notes: Sentences for the person who exports.
    """

    content: dict
    weights: WrittenWeights
    inputs: "list[np.ndarray]"
    reference: Reference
    reason: str
    notes: list[str]


def take_route(
    model: "keras.Model",
    folder: Path,
    route: Format,
    *,
    parity_inputs: object = None,
    quantization: Quantization | None = None,
    input_signature: object = None,
) -> RouteResult:
    """Write the weights by the route asked for, or by the first that carries the model.

    Args:
        model: A built model, on any backend.
        folder: Where the shards go.
        route: `layers`, `graph`, or `auto` for layers where it is exact and complete.
        parity_inputs: At least ten samples, or None to have them drawn.
        quantization: How to store which weights.
        input_signature: Shapes and dtypes of the inputs, for the graph route.

    Returns:
        What goes into model.json.

    Raises:
        ExportError: The route cannot carry the model.
    """
    reason = "asked for"
    with without_importing_tensorflow():
        if route == "graph":
            topology = None
        elif route == "auto" and input_signature is not None:
            topology, reason = None, "input_signature is given, which only the graph route uses"
        else:
            try:
                topology = _Layers(model)
                reason = reason if route == "layers" else "the layers route carries all of it"
            except ExportError as error:
                if route == "layers" or not _may_be_a_graph(model):
                    raise
                topology, reason = None, f"the layers route cannot carry it: {error}"
        if topology is not None:
            return topology.write(folder, parity_inputs, quantization, reason)
    check_model(model)
    write = write_graph if _on_tensorflow() else write_graph_elsewhere
    written = write(
        model,
        folder,
        parity_inputs=parity_inputs,
        quantization=quantization,
        input_signature=input_signature,
    )
    topology = {"node": written.nodes, "library": {}, "versions": {}}
    content = {
        "format": "graph-model",
        "modelTopology": topology,
        "signature": written.signature,
        "weightsManifest": written.weights.manifest,
    }
    samples = (written.inputs, written.reference)
    return RouteResult(content, written.weights, *samples, reason, written.notes)


def _on_tensorflow() -> bool:
    """Tell whether TensorFlow can trace a model in this process."""
    import keras

    return keras.backend.backend() == "tensorflow"


def _may_be_a_graph(model: object) -> bool:
    import keras

    return isinstance(model, keras.Model)


class _Layers:
    """A model on the layers route; making it fails where the route cannot carry the model."""

    def __init__(self, model: "keras.Model"):
        topology: Topology = translate_model(model)
        self.float32_model = as_float32(model, topology.notes)
        if self.float32_model is not model:
            notes, topology = topology.notes, translate_model(self.float32_model)
            topology.notes[:] = notes
        names, notes = topology.output_names, topology.notes
        self.training_config = write_training_config(model, names, notes)
        self.topology = topology

    def write(
        self,
        folder: Path,
        parity_inputs: object,
        quantization: Quantization | None,
        reason: str,
    ) -> RouteResult:
        """Write the weights and run the model on the parity samples."""
        import keras

        model, topology = self.float32_model, self.topology
        if parity_inputs is None:
            inputs = sample_inputs(model)
        else:
            inputs = check_inputs(model, parity_inputs)
        # The weights first: a NaN in one has a name, which the NaN that it predicts has not.
        weights = write_weights(topology.weights, folder, quantization=quantization)
        topology.notes.extend(weights.notes)
        reference = compute_reference(model, inputs, topology.output_names, topology.notes)
        training = {"trainingConfig": self.training_config} if self.training_config else {}
        content = {
            "format": "layers-model",
            "modelTopology": {
                "keras_version": keras.__version__,
                "model_config": topology.model_config,
            },
            "weightsManifest": weights.manifest,
            **training,
        }
        return RouteResult(content, weights, inputs, reference, reason, topology.notes)
