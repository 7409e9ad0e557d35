"""A model on the layers route: its topology, and then its weights in a folder."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kerasdigits.tfjs.format.weights import write_weights
from kerasdigits.tfjs.layers_model.gradients import describe_gradients
from kerasdigits.tfjs.layers_model.penalties import describe_penalties
from kerasdigits.tfjs.layers_model.topology import Topology, translate_model
from kerasdigits.tfjs.layers_model.training_config import write_training_config
from kerasdigits.tfjs.reference.key_names import describe_keys, describe_renamed
from kerasdigits.tfjs.reference.parity import choose_inputs
from kerasdigits.tfjs.reference.precision import as_float32, without_quantization
from kerasdigits.tfjs.reference.samples import compute_samples
from kerasdigits.tfjs.request import ExportRequest, RouteResult

if TYPE_CHECKING:
    import keras


class LayersModel:
    """A model that the layers route carries; nothing is written yet.

    Args:
        model: A built Sequential or Functional model, on any backend.

    Raises:
        ExportError: The route cannot carry it.
    """

    def __init__(self, model: "keras.Model"):
        asked, (model, quantized_notes) = model, without_quantization(model)
        topology = translate_model(model)
        self._float32_model, float32_notes = as_float32(model)
        if self._float32_model is not model:
            topology = replace(translate_model(self._float32_model), notes=topology.notes)
        self._topology = topology
        self._training_config, training_notes = write_training_config(asked, topology.output_names)
        gradient_notes = describe_gradients(asked) if self._training_config else []
        penalty_notes = describe_penalties(topology.model_config)
        key_notes = _describe_keys(model, topology)
        self._notes = [
            *quantized_notes,
            *topology.notes,
            *float32_notes,
            *training_notes,
            *gradient_notes,
            *penalty_notes,
            *key_notes,
        ]

    def write(self, folder: Path, request: ExportRequest) -> RouteResult:
        """Write the weights and run the model on the parity samples.

        Args:
            folder: Where the shards go.
            request: What the caller of `export` wants.

        Returns:
            What goes into model.json.

        Raises:
            ExportError: A weight or an output is NaN, or the parity samples do not fit.
        """
        import keras

        model, topology = self._float32_model, self._topology
        inputs = choose_inputs(model, request.parity_inputs)
        # The weights first: a NaN in one has a name, which the NaN that it predicts has not.
        weights = write_weights(topology.weights, folder, quantization=request.quantization)
        given = request.parity_inputs is not None
        inputs, reference = compute_samples(model, inputs, topology.output_names, given=given)
        training = {"trainingConfig": self._training_config} if self._training_config else {}
        content = {
            "format": "layers-model",
            "modelTopology": {
                "keras_version": keras.__version__,
                "model_config": topology.model_config,
            },
            "weightsManifest": weights.manifest,
            **training,
        }
        return RouteResult(
            content=content,
            weights=weights,
            inputs=inputs,
            reference=reference,
            float32_model=model,
            notes=[*self._notes, *weights.notes, *reference.notes],
        )


def _describe_keys(model: "keras.Model", topology: Topology) -> list[str]:
    """Say which layers stand for the keys of a model's inputs and outputs."""
    keys = describe_keys(model)
    written = topology.model_config["config"]
    inputs = [layer for layer, *_ in written.get("input_layers", ())]
    return [
        *describe_renamed("input", keys.get("input_names"), inputs),
        *describe_renamed("output", keys.get("output_names"), topology.output_names),
    ]
