"""TensorFlow.js's numbers beside the imported model's: the exporter's check, turned round."""

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kerasdigits.errors import CheckError
from kerasdigits.models.tfjs_layers.load import ImportedModel
from kerasdigits.tfjs.proof.check import (
    NodeChecker,
    choose_tolerance,
    relative_difference,
    widen_tolerance,
)
from kerasdigits.tfjs.proof.compared_model import ComparedModel
from kerasdigits.tfjs.reference.compute import Reference, measure_rounding
from kerasdigits.tfjs.reference.keras_internals import all_layers

_REMEDY = "Please report this with model.json: it should have been refused"


@dataclass(frozen=True)
class Comparison:
    """What TensorFlow.js said.

    Attributes:
        tfjs_version: Such as `4.22.0`.
        samples: How many inputs were compared.
        max_relative_difference: The largest difference, relative to its output's largest value.
    """

    tfjs_version: str
    samples: int
    max_relative_difference: float


def keeps_state(imported: ImportedModel) -> bool:
    """Tell whether a layer remembers the last batch, so that two runs differ by themselves."""
    return any(getattr(layer, "stateful", False) for layer in all_layers(imported.model))


def compare_with_tfjs(imported: ImportedModel) -> Comparison:
    """Run a folder in TensorFlow.js, in Node, and the model that was made of it in Keras.

    Args:
        imported: The model.

    Returns:
        How far apart they are.

    Raises:
        CheckError: TensorFlow.js cannot run the folder, or computes something else.
        ExportError: Node or check.cjs is missing, or fails.
    """
    with tempfile.TemporaryDirectory(prefix="kerasdigits-import-") as name, NodeChecker() as node:
        folder = _stage(imported, Path(name))
        answer = _require_answer(node.ask(folder, None, parity=False))
        compared = ComparedModel(imported.model, answer["inputs"], True)
        batch = compared.make_samples()
        given = _require_answer(node.ask(folder, [batch], parity=False))
        names = answer["output_names"]
        outputs, _ = compared.run([batch], names)
    pairs = list(zip(names, outputs[0], given["batches"][0], strict=True))
    tolerance = choose_tolerance(imported.model)
    try:
        largest = max(_measure(*pair, tolerance) for pair in pairs)
    except CheckError:
        # Not wrong if Keras itself, in float32, is about as far from its float64 results.
        exact = Reference(outputs[0], "float64")
        wider = widen_tolerance(measure_rounding(imported.model, batch, exact))
        if wider <= tolerance:
            raise
        largest = max(_measure(*pair, wider) for pair in pairs)
    return Comparison(answer["tfjs_version"], len(batch[0]), largest)


def _measure(output: str, ours: np.ndarray, theirs: np.ndarray, tolerance: float) -> float:
    """Give the relative difference of one output; refuse one that is too large."""
    if ours.shape != theirs.shape:
        raise CheckError(
            f'Keras gives output "{output}" another shape than TensorFlow.js',
            received=f"{ours.shape} instead of {theirs.shape}",
            remedy=_REMEDY,
        )
    gap = np.abs(ours.astype("float64") - theirs.astype("float64")).max(initial=0.0)
    largest = np.abs(theirs.astype("float64")).max(initial=0.0)
    relative = relative_difference(float(gap), float(largest))
    if not relative <= tolerance:
        raise CheckError(
            f'Keras computes something else than TensorFlow.js for output "{output}", so the '
            "model was not kept",
            received=f"a relative difference of {relative:.2g}, where {tolerance:g} is allowed",
            remedy=_REMEDY,
        )
    return relative


def _require_answer(answer: dict) -> dict:
    if not answer.get("ok"):
        raise CheckError(
            "TensorFlow.js itself cannot run this model",
            received=answer.get("error"),
            remedy="Import it with --check off to have what its layers say all the same",
        )
    return answer


def _stage(imported: ImportedModel, folder: Path) -> Path:
    """Lay out what the checker looks for, whatever the model.json is called."""
    source = imported.folder
    content = {k: v for k, v in source.content.items() if k != "userDefinedMetadata"}
    content.pop("trainingConfig", None)  # which TensorFlow.js may fail on
    (folder / "model.json").write_text(json.dumps(content), encoding="utf-8")
    for group in source.manifest:
        for path in group["paths"]:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            os.symlink((source.path.parent / path).resolve(), folder / path)
    return folder
