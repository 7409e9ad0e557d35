"""Write a model folder: model.json, its shards, model.js, and the proof that they work."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kerasdigits import __version__
from kerasdigits.errors import ExportError
from kerasdigits.tfjs.check import (
    TOLERANCE,
    CheckReport,
    choose_tolerance,
    judge,
    missing_checker,
    run_checker,
)
from kerasdigits.tfjs.folder import new_folder
from kerasdigits.tfjs.layers_model.topology import Topology, translate_model
from kerasdigits.tfjs.layers_model.training_config import write_training_config
from kerasdigits.tfjs.lean_keras import without_importing_tensorflow
from kerasdigits.tfjs.model_js import write_model_js
from kerasdigits.tfjs.parity import check_inputs, sample_inputs, write_parity
from kerasdigits.tfjs.precision import as_float32
from kerasdigits.tfjs.quantize import Quantization
from kerasdigits.tfjs.reference import compute_reference
from kerasdigits.tfjs.weights import WrittenWeights, write_weights

if TYPE_CHECKING:
    import keras
    import numpy as np

METADATA_VERSION = 1


@dataclass(frozen=True)
class ExportReport:
    """What was exported.

    Args:
        path: The model folder.
        weight_bytes: The size of the weights in bytes, over all shards.
        float32_bytes: What it would be without quantization.
        parameters: The number of weights in the Keras model.
        shards: The number of weight files.
        samples: The number of parity samples in model.json.
        check: TensorFlow.js's verdict, or None when it was not asked.
        notes: Sentences for the person who exports: what was renamed, left out or not checked.
    """

    path: Path
    weight_bytes: int
    float32_bytes: int
    parameters: int
    shards: int
    samples: int
    check: CheckReport | None
    notes: list[str]

    @property
    def difference(self) -> float | None:
        """The largest |TensorFlow.js - Keras|, relative to its output's largest absolute value."""
        return self.check.max_relative_difference if self.check else None


def export(
    model: "keras.Model",
    path: Path | str,
    *,
    metadata: dict | None = None,
    parity_inputs: "np.ndarray | list[np.ndarray] | None" = None,
    parity_labels: object = None,
    name: str | None = None,
    overwrite: bool = False,
    check: Literal["auto", "require", "off"] = "auto",
    quantization: Quantization | None = None,
) -> ExportReport:
    """Write a Keras model as a folder that `tf.loadLayersModel` reads.

    Args:
        model: A built Sequential or Functional model, on any backend.
        path: The folder to make.
        metadata: What else goes into `userDefinedMetadata.kerasdigits`, as JSON can hold it.
        parity_inputs: At least ten samples, one array for each input; drawn from a fixed seed
            when None.
        parity_labels: One whole number a sample, for whoever shows them.
        name: The name under which model.js registers the model; the folder's name when None.
        overwrite: Replace a model folder that is there. Other files are never removed.
        check: Whether TensorFlow.js is asked, through Node, to load the folder and replay the
            samples: `auto` when it is there, `require` always, `off` never.
        quantization: How to store which weights in fewer bytes; None keeps float32.

    Returns:
        What was written and what the check said.

    Raises:
        ExportError: The model cannot be carried exactly, the destination is taken, or the check
            failed. Nothing is left behind then.
    """
    path = Path(path)
    if check not in ("auto", "require", "off"):
        raise ExportError("check is auto, require or off", received=check)
    reason = missing_checker() if check != "off" else None
    if path.name in ("", ".."):
        raise ExportError(
            "The destination has no name of its own",
            received=path,
            remedy="Name the folder to make, such as models/my-model",
        )
    if check == "require" and reason is not None:
        raise ExportError(f"The model cannot be checked: {reason}")
    with new_folder(path, overwrite=overwrite) as folder:
        with without_importing_tensorflow():
            written = _write(
                model,
                folder,
                metadata,
                parity_inputs,
                parity_labels,
                name or path.name,
                quantization,
            )
        weights, parameters, samples, notes = written
        verdict = None
        if check != "off" and reason is None:
            quantized = quantization.dtype if quantization else None
            # What one byte a weight costs is measured, not limited.
            tolerance = None if quantized == "uint8" else choose_tolerance(model, quantized)
            verdict = judge(run_checker([folder])[0], tolerance)
        elif reason is not None:
            notes.append(f"not checked with TensorFlow.js: {reason}")
    return ExportReport(
        path=path,
        weight_bytes=weights.byte_count,
        float32_bytes=weights.float32_bytes,
        parameters=parameters,
        shards=len(weights.shards),
        samples=samples,
        check=verdict,
        notes=notes,
    )


def _write(
    model: "keras.Model",
    folder: Path,
    metadata: dict | None,
    parity_inputs: object,
    parity_labels: object,
    name: str,
    quantization: Quantization | None,
) -> tuple[WrittenWeights, int, int, list[str]]:
    """Write all files of the folder."""
    topology = translate_model(model)
    float32_model = as_float32(model, topology.notes)
    if float32_model is not model:
        notes, topology = topology.notes, translate_model(float32_model)
        topology.notes[:] = notes
    training_config = write_training_config(model, topology.output_names, topology.notes)
    if parity_inputs is None:
        inputs = sample_inputs(float32_model)
    else:
        inputs = check_inputs(float32_model, parity_inputs)
    # The weights first: a NaN in one of them has a name, which the NaN that it predicts has not.
    weights = write_weights(topology.weights, folder, quantization=quantization)
    topology.notes.extend(weights.notes)
    reference = compute_reference(float32_model, inputs, topology.output_names, topology.notes)
    parameters = model.count_params()
    parity = write_parity(inputs, reference, parity_labels)
    tolerance = choose_tolerance(model, quantization.dtype if quantization else None)
    if tolerance != TOLERANCE:
        parity["tolerance"] = tolerance
    details = {
        "version": METADATA_VERSION,
        "name": name,
        **{k: v for k, v in (metadata or {}).items() if k not in ("version", "name")},
        "parameters": parameters,
        "parity": parity,
    }
    text = _to_json(_model_json(topology, weights, training_config, details))
    (folder / "model.json").write_text(text + "\n", encoding="ascii", newline="\n")
    write_model_js(folder / "model.js", name, text, weights.shards)
    return weights, parameters, len(inputs[0]), topology.notes


def _model_json(
    topology: Topology, weights: WrittenWeights, training_config: dict | None, details: dict
) -> dict:
    """Put model.json together (tfjs-core/src/io/types.ts, `ModelJSON`), keys in a fixed order."""
    import keras

    return {
        "format": "layers-model",
        "generatedBy": f"kerasdigits {__version__}",
        "convertedBy": None,
        "modelTopology": {
            "keras_version": keras.__version__,
            "model_config": topology.model_config,
        },
        "weightsManifest": weights.manifest,
        **({"trainingConfig": training_config} if training_config else {}),
        "userDefinedMetadata": {"kerasdigits": details},
    }


def _to_json(content: dict) -> str:
    """Serialize on one line of ASCII; JavaScript knows no NaN in JSON."""
    try:
        return json.dumps(content, allow_nan=False, separators=(",", ":"))
    except (TypeError, ValueError) as error:
        raise ExportError(
            f"The metadata or a layer's config is nothing that JSON can hold: {error}",
            remedy="Use numbers, text, lists, dicts, True, False and None; no NaN, no arrays",
        ) from error
